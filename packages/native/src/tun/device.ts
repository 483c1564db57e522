import { Endpoint } from '../endpoint.js'
import type { Environment } from '../environment.js'
import { errnoName, errnoNumber, invalid, NativeError } from '../errors.js'
import { SLOTS } from '../layout.js'
import type { SendFailure } from '../types.js'
import { pathOf } from './config.js'
import { tunError } from './errors.js'
import type { TunDevice, TunHandler } from './types.js'

const EAGAIN = errnoNumber('EAGAIN')
const EMSGSIZE = errnoNumber('EMSGSIZE')

export class Device extends Endpoint<TunHandler> implements TunDevice {
  readonly mtu: number
  #name = ''

  constructor(owner: Environment, id: number, mtu: number, handler: TunHandler) {
    super(owner, id, handler)
    this.mtu = mtu
    this.#name = this.name
  }

  get name(): string {
    if (this.closed) return this.#name
    const name = this.environment.addon.tunName(this.id)
    if (typeof name === 'string') this.#name = name
    return this.#name
  }

  write(batch: readonly Uint8Array[]): number {
    if (this.closed) throw closedError('write')
    for (const packet of batch)
      if (!(packet instanceof Uint8Array)) throw invalid('write', 'a packet is not a Uint8Array')
    this.serviceSoon()
    const refused: Refusal[] = []
    const taken = this.#write(batch, refused)
    for (const { index, errno } of refused) this.guard((handler) => handler.refused(index, failureOf(errno)))
    this.rethrow()
    return taken
  }

  moveTo(namespace: string): void {
    if (this.closed) throw closedError('moveTo')
    const path = pathOf(namespace)
    const fault = this.environment.addon.tunMove(this.id, path)
    if (fault) throw tunError(fault, path)
  }

  protected read(max: number): number {
    let total = 0
    while (total < max && !this.closed) {
      const wanted = Math.min(SLOTS, max - total)
      const arena = this.environment.drains.acquire()
      try {
        const got = this.environment.addon.tunRead(this.id, arena.buffer, wanted)
        const broken = arena.error
        for (let i = 0; i < got && !this.closed; i++) {
          try {
            this.handler.packet(arena.packetData(i))
          } catch (error) {
            this.keep(error)
          }
        }
        total += got
        if (broken !== 0) this.break(new NativeError({ errno: broken, syscall: 'read' }))
        if (got < wanted) break
      } finally {
        this.environment.drains.release(arena)
      }
    }
    return total
  }

  #write(batch: readonly Uint8Array[], refused: Refusal[]): number {
    const arena = this.environment.sends.acquire()
    let taken = 0
    try {
      while (taken < batch.length) {
        const count = arena.fillPackets(batch, taken)
        if (count === 0) {
          refused.push({ index: taken++, errno: EMSGSIZE })
          continue
        }
        const done = this.environment.addon.tunWrite(this.id, arena.buffer, count)
        for (let i = 0; i < done; i++) {
          const errno = arena.packetError(i)
          if (errno !== 0) refused.push({ index: taken + i, errno })
        }
        taken += done
        if (done === count) continue
        // A device that is gone says so when it is read, in the next turn.
        if (arena.error === EAGAIN) this.awaitRoom()
        break
      }
    } finally {
      this.environment.sends.release(arena)
    }
    return taken
  }
}

interface Refusal {
  index: number
  errno: number
}

function failureOf(errno: number): SendFailure {
  return { code: errnoName(errno), errno, syscall: 'write' }
}

function closedError(call: string): NativeError {
  return new NativeError({ errno: errnoNumber('EBADF'), syscall: call }, 'the device is closed')
}
