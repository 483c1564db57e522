import { describe, expect, it } from 'vitest'
import { ECHO } from '../testing/capabilities.js'
import { v4 } from '../testing/packets.js'
import type { EchoRequest, Outcome } from '../transport/contract.js'
import { OutcomeSession } from './echo-session.js'
import type { SessionEvent } from './event.js'

const HOST = v4('198.51.100.7')
const ROUTER = v4('192.0.2.254')

class Bench {
  readonly session: OutcomeSession<string>
  constructor(stamps: { sent: 'user'; received: 'user' | 'api-ms' } = { sent: 'user', received: 'api-ms' }) {
    const capabilities = { ...ECHO, stamps }
    const identifiers = { first: 0, count: 1 }
    this.session = new OutcomeSession({ family: 4, capabilities, identifiers, key: new Uint8Array(8) })
  }

  send(size = 56): EchoRequest {
    this.session.submit({ to: HOST, data: new Uint8Array(size).fill(7), timeout: 1000 }, 'probe')
    return this.session.pollTransmit(100)!
  }

  outcome(token: number, outcome: Partial<Outcome>): SessionEvent<string>[] {
    this.session.handleOutcome(token, { kind: 'reply', status: 0, replies: [], at: { monotonic: 107.5 }, ...outcome })
    return this.events()
  }

  events(): SessionEvent<string>[] {
    const events: SessionEvent<string>[] = []
    for (let event = this.session.pollEvent(); event; event = this.session.pollEvent()) events.push(event)
    return events
  }
}

describe('outcomes', () => {
  it('a reply with our data ends the probe, timed as the socket declares', () => {
    const coarse = new Bench()
    const { token, payload, timeout } = coarse.send()
    expect(timeout).toBe(1000)
    const replies = [{ from: HOST, payload, hopLimit: 60, apiMs: 7 }]
    expect(coarse.outcome(token, { replies })).toMatchObject([
      {
        type: 'ended',
        context: 'probe',
        ending: {
          status: 'reply',
          from: HOST,
          rtt: 7,
          rttSource: 'api-ms',
          hopLimit: 60,
          bytes: 64,
          matchedBy: 'cookie',
        },
      },
    ])
    const fine = new Bench({ sent: 'user', received: 'user' })
    const request = fine.send()
    const again = [{ from: HOST, payload: request.payload, apiMs: 7 }]
    expect(fine.outcome(request.token, { replies: again })).toMatchObject([{ ending: { rtt: 7.5, rttSource: 'user' } }])
  })

  it('small data are matched by the system alone', () => {
    const bench = new Bench()
    const { token, payload } = bench.send(3)
    expect(bench.outcome(token, { replies: [{ from: HOST, payload, apiMs: 0 }] })).toMatchObject([
      { ending: { status: 'reply', rtt: 0, matchedBy: 'system' } },
    ])
  })

  it('a reply with wrong data is no reply', () => {
    const bench = new Bench()
    const { token, payload } = bench.send()
    const wrong = Object.assign(payload.slice(), { 30: 0 })
    expect(bench.outcome(token, { replies: [{ from: HOST, payload: wrong, apiMs: 1 }] })).toMatchObject([
      { type: 'corrupted', token },
      { type: 'ended', ending: { status: 'timeout' } },
    ])
  })

  it.each<[Partial<Outcome>, object]>([
    [{ kind: 'timeout', status: 11010 }, { status: 'timeout' }],
    [{ kind: 'cancelled', status: 0 }, { status: 'cancelled' }],
    [
      { kind: 'failed', status: 11050 },
      { status: 'send-error', error: { errno: 11050 } },
    ],
    [{ kind: 'error', status: 11050 }, { status: 'send-error' }],
    [
      { kind: 'error', status: 11013, type: 11, code: 0 },
      { status: 'time-exceeded', from: ROUTER, type: 11 },
    ],
    [
      { kind: 'error', status: 11003, type: 3, code: 1 },
      { status: 'unreachable', code: 1 },
    ],
    [
      { kind: 'error', status: 11009, type: 3, code: 4, mtu: 1400 },
      { status: 'packet-too-big', mtu: 1400 },
    ],
  ])('%o', (outcome, ending) => {
    const bench = new Bench()
    const { token } = bench.send()
    const replies = [{ from: ROUTER, payload: new Uint8Array(0), apiMs: 2 }]
    expect(bench.outcome(token, { replies, ...outcome })).toMatchObject([{ ending }])
  })

  it('a cancelled probe ends at once; its outcome, which still comes, says nothing', () => {
    const bench = new Bench()
    const { token, payload } = bench.send()
    expect(bench.session.cancel(token)).toBe(false)
    expect(bench.events()).toMatchObject([{ ending: { status: 'cancelled' } }])
    expect(bench.session.pollCancel()).toBe(token)
    expect(bench.session.pollCancel()).toBeUndefined()
    expect(bench.outcome(token, { replies: [{ from: HOST, payload, apiMs: 1 }] })).toEqual([])
  })

  it('what was not taken is polled again', () => {
    const bench = new Bench()
    const request = bench.send()
    bench.session.handleUnsent([request])
    expect(bench.session.pollTransmit(200)).toMatchObject({ token: request.token })
    expect(bench.session.nextDeadline()).toBeUndefined()
  })
})
