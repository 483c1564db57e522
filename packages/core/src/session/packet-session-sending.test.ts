import { describe, expect, it } from 'vitest'
import { replyTo, sealed } from '../testing/packets.js'
import { Bench, HOST, US } from '../testing/session-bench.js'
import type { Transmit } from '../transport/contract.js'

describe('sending', () => {
  it('puts the options on the packet and numbers it from 1', () => {
    const bench = new Bench()
    const transmit = bench.send({ hopLimit: 3, trafficClass: 4, source: US, interface: 2, dontFragment: true })
    expect(transmit).toMatchObject({
      to: HOST,
      hopLimit: 3,
      trafficClass: 4,
      source: US,
      interface: 2,
      dontFragment: true,
    })
    expect([...transmit.icmp.subarray(0, 2), ...transmit.icmp.subarray(4, 8)]).toEqual([8, 0, 0x12, 0x30, 0, 1])
    expect(sealed(transmit.icmp.slice())).toEqual(transmit.icmp)
  })

  it('goes on to the next identifier of the block after 65,535', () => {
    const bench = new Bench()
    for (let i = 0; i < 0xffff; i++) bench.session.cancel(bench.session.submit(bench.request(), ''))
    bench.events()
    expect([...bench.send().icmp.subarray(4, 8)]).toEqual([0x12, 0x31, 0, 0])
  })

  it('a failure of the packet itself is its ending', () => {
    const bench = new Bench()
    const failure = { code: 'ENETUNREACH', errno: 101, syscall: 'sendmmsg' }
    bench.session.handleSendFailed(bench.send().token, failure)
    expect(bench.events()).toMatchObject([{ ending: { status: 'send-error', error: failure } }])
    bench.session.handleSendFailed(bench.send().token, { code: 'EMSGSIZE', errno: 90, syscall: 'sendmmsg', mtu: 1400 })
    expect(bench.events()).toMatchObject([{ ending: { status: 'packet-too-big', origin: 'local', mtu: 1400 } }])
  })

  it('what was not taken comes again, first and in its order, and its time does not run', () => {
    const bench = new Bench()
    const first = bench.send({}, 'a')
    const second = bench.send({}, 'b')
    bench.session.submit(bench.request(), 'c')
    bench.session.handleUnsent([first, second])
    bench.now += 5000
    expect(bench.timeout()).toEqual([])
    const tokens = [0, 1, 2].map(() => bench.session.pollTransmit(bench.now)!.token)
    expect(tokens).toEqual([first.token, second.token, second.token + 1])
    expect(bench.session.nextDeadline()).toBe(bench.now + 1000)
  })

  it('one that is cancelled before it left never leaves, and the canceller knows', () => {
    const bench = new Bench()
    const queued = bench.session.submit(bench.request(), '')
    expect(bench.session.cancel(queued)).toBe(true)
    expect(bench.session.pollTransmit(bench.now)).toBeUndefined()
    const { token } = bench.send()
    expect([bench.session.cancel(token), bench.session.cancel(token), bench.session.cancel(queued)]).not.toContain(true)
    const unsent = bench.send()
    bench.session.handleUnsent([unsent])
    expect(bench.session.cancel(unsent.token)).toBe(true)
  })

  it('stops before the answers overrun the receive buffer, until some were read or are given up', () => {
    const bench = new Bench()
    for (let i = 0; i < 500; i++) bench.session.submit(bench.request(), '')
    const burst = (): Transmit[] => {
      const sent: Transmit[] = []
      for (let one = bench.session.pollTransmit(bench.now); one; one = bench.session.pollTransmit(bench.now))
        sent.push(one)
      return sent
    }
    const first = burst()
    expect(first.length).toBeGreaterThan(64)
    expect(first.length).toBeLessThanOrEqual(128)
    expect(burst()).toEqual([])
    // The engine asks to be woken when it no longer reckons with answers to the first ones.
    expect(bench.session.nextDeadline()).toBe(bench.now + 100)
    bench.now += 5
    for (const { icmp } of first.slice(0, 10)) bench.receive(replyTo(icmp))
    expect(burst()).toHaveLength(10)
    bench.now += 100
    // Time alone says nothing: they may lie unread.
    expect(burst()).toEqual([])
    bench.session.handleDrained(bench.now)
    expect(burst().length).toBeGreaterThan(64)
  })
})
