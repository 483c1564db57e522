import { describe, expect, it } from 'vitest'
import { v4 } from '../testing/packets.js'
import { Ledger } from './ledger.js'

const request = { to: v4('192.0.2.1'), data: new Uint8Array(0), timeout: 1000 }
const reply = {
  status: 'reply',
  from: request.to,
  rtt: 1,
  rttSource: 'user',
  code: 0,
  bytes: 8,
  matchedBy: 'key',
  data: 'intact',
} as const

describe('the books', () => {
  it('end a probe once, and remember it for its late answer', () => {
    const ledger = new Ledger<string>(0x1_0000)
    const probe = ledger.open(request, 'mine', true)
    ledger.end(probe, { status: 'timeout' })
    ledger.end(probe, reply)
    expect(ledger.pollEvent()).toMatchObject({ type: 'ended', context: 'mine', ending: { status: 'timeout' } })
    expect(ledger.pollEvent()).toBeUndefined()
    expect(ledger.ended(probe.token)).toBe(probe)
    expect(ledger.byToken(probe.token)).toBeUndefined()
  })

  it('keep large data once, and give back to who asked what he gave', () => {
    const ledger = new Ledger<undefined>(0x1_0000)
    const requests = [0, 1].map(() => ({ ...request, data: new Uint8Array(65_507) }))
    const [one, two] = requests.map((big) => ledger.open(big, undefined, true))
    ledger.end(one!, { status: 'timeout' })
    ledger.end(two!, { status: 'timeout' })
    expect(ledger.ended(two!.token)!.request.data).toBe(requests[0]!.data)
    ledger.pollEvent()
    const ended = ledger.pollEvent()
    expect(ended?.type === 'ended' && ended.request).toBe(requests[1])
  })

  it('can be told to forget', () => {
    const ledger = new Ledger<undefined>(0x1_0000)
    const [answered, unanswered] = [0, 1].map(() => ledger.open(request, undefined, true))
    ledger.end(answered!, reply)
    ledger.end(unanswered!, { status: 'timeout' })
    ledger.forget()
    expect(ledger.ended(answered!.token)).toBeUndefined()
    expect(ledger.ended(unanswered!.token)).toBeUndefined()
  })

  it('refuse a probe when every key is taken, instead of looking for one for ever', () => {
    const ledger = new Ledger<undefined>(100)
    for (let i = 0; i < 100; i++) ledger.open(request, undefined, true)
    expect(() => ledger.open(request, undefined, true)).toThrow(expect.objectContaining({ code: 'ICMP_SYSTEM' }))
  })

  it('forget in time: what is remembered has a bound', () => {
    const ledger = new Ledger<undefined>(0x10_0000)
    let remembered = 0
    for (let i = 0; i < 30_000; i++) {
      const probe = ledger.open(request, undefined, true)
      ledger.peek()
      ledger.shift()
      ledger.end(probe, i % 2 === 0 ? reply : { status: 'timeout' })
      while (ledger.pollEvent() !== undefined);
    }
    for (let slot = 0; slot < 0x10_0000; slot++) if (ledger.ended(slot) !== undefined) remembered++
    expect(remembered).toBe(1024 + 8192)
    expect(ledger.pending).toBe(0)
  })

  it('skip keys that are in use, and those remembered when there is no cookie to tell answers apart', () => {
    const ledger = new Ledger<undefined>(16)
    const held = ledger.open(request, undefined, true)
    const gone = ledger.open(request, undefined, true)
    ledger.end(gone, { status: 'timeout' })
    const next = Array.from({ length: 16 }, () => {
      const probe = ledger.open(request, undefined, true)
      ledger.end(probe, { status: 'cancelled' })
      return probe.token % 16
    })
    expect(next).not.toContain(held.token % 16)
    const fresh = new Ledger<undefined>(16)
    fresh.end(fresh.open(request, undefined, false), { status: 'timeout' })
    const slots = Array.from({ length: 15 }, () => fresh.open(request, undefined, false).token % 16)
    expect(slots).not.toContain(1)
  })

  it('say when they are full', () => {
    const ledger = new Ledger<undefined>(16)
    for (let i = 0; i < 12; i++) {
      expect(ledger.full).toBe(false)
      ledger.open(request, undefined, true)
    }
    expect(ledger.full).toBe(true)
  })

  it('keep the queue in order when packets come back', () => {
    const ledger = new Ledger<number>(0x1_0000)
    const probes = [0, 1, 2, 3].map((n) => ledger.open(request, n, true))
    for (const probe of probes.slice(0, 3)) {
      expect(ledger.peek()).toBe(probe)
      ledger.shift()
      probe.state = 'handed'
    }
    ledger.unshift(probes.slice(1, 3))
    const order: number[] = []
    for (let probe = ledger.peek(); probe; probe = ledger.peek()) {
      ledger.shift()
      order.push(probe.context)
    }
    expect(order).toEqual([1, 2, 3])
  })
})
