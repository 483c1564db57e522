import { describe, expect, it } from 'vitest'
import type { Addon } from './addon.js'
import { Environment } from './environment.js'
import type { Fault } from './errors.js'
import { Socket } from './socket.js'

const nothing = (): void => {}
const handler = {
  sent: nothing,
  sendFailed: nothing,
  packet: nothing,
  error: nothing,
  writable: nothing,
  drained: nothing,
  closed: nothing,
}
const opened = { id: 1, identifier: 7, receiveBuffer: 4096, sendBuffer: 4096, stampsSent: false, stampsReceived: false }
const refused: Fault = { errno: 92, syscall: 'getsockopt', option: 'SO_MEMINFO' }

/** A socket whose kernel answers the question for drops with these, one after the other. */
function socketWith(...answers: (number | Fault)[]): Socket {
  const addon: Partial<Addon> = {
    start: () => undefined,
    drops: () => answers.shift() ?? refused,
    close: nothing,
    arm: () => undefined,
    now: () => 0,
    drain: () => 0,
  }
  return new Socket(new Environment(addon as Addon), { kind: 'raw', family: 4 }, opened, handler)
}

describe('drops', () => {
  it('are 0 and never a failure where the kernel does not tell them', () => {
    const socket = socketWith(refused)
    expect(socket.countsDrops).toBe(false)
    expect(socket.drops()).toBe(0)
    socket.close()
    expect(socket.drops()).toBe(0)
  })
  it('are counted where it does, and do not fail later either', () => {
    const socket = socketWith(0, 3)
    expect(socket.countsDrops).toBe(true)
    expect(socket.drops()).toBe(3)
    expect(socket.drops()).toBe(3)
    socket.close()
  })
})
