import { describe, expect, it } from 'vitest'
import { v4 } from '../testing/packets.js'
import { Ledger } from './ledger.js'
import type { ProbeRequest } from './probe.js'
import { HANDED, NONE } from './probe-table.js'

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

/** Opens a probe: its row and its token. */
function open<Context>(ledger: Ledger<Context>, context: Context, asked: ProbeRequest = request, hasCookie = true) {
  const token = ledger.open(asked, context, hasCookie)
  return { token, row: ledger.byToken(token) }
}

describe('the books', () => {
  it('end a probe once, and remember it for its late answer', () => {
    const ledger = new Ledger<string>(0x1_0000, 4)
    const probe = open(ledger, 'mine')
    ledger.end(probe.row, { status: 'timeout' })
    ledger.end(probe.row, reply)
    expect(ledger.pollEvent()).toMatchObject({ type: 'ended', context: 'mine', ending: { status: 'timeout' } })
    expect(ledger.pollEvent()).toBeUndefined()
    expect(ledger.ended(probe.token)).toBe(probe.row)
    expect(ledger.byToken(probe.token)).toBe(NONE)
  })

  it('keep large data once, and leave to who asked what he gave', () => {
    const ledger = new Ledger<undefined>(0x1_0000, 4)
    const requests = [0, 1].map(() => ({ ...request, data: new Uint8Array(65_507) }))
    const [one, two] = requests.map((big) => open(ledger, undefined, big))
    ledger.end(one!.row, { status: 'timeout' })
    ledger.end(two!.row, { status: 'timeout' })
    expect(ledger.probes.request(ledger.ended(two!.token)).data).toBe(requests[0]!.data)
    expect(requests[1]!.data).not.toBe(requests[0]!.data)
  })

  it('can be told to forget', () => {
    const ledger = new Ledger<undefined>(0x1_0000, 4)
    const [answered, unanswered] = [0, 1].map(() => open(ledger, undefined))
    ledger.end(answered!.row, reply)
    ledger.end(unanswered!.row, { status: 'timeout' })
    ledger.forget()
    expect(ledger.ended(answered!.token)).toBe(NONE)
    expect(ledger.ended(unanswered!.token)).toBe(NONE)
  })

  it('refuse a probe when every key is taken, instead of looking for one for ever', () => {
    const ledger = new Ledger<undefined>(100, 4)
    for (let i = 0; i < 100; i++) ledger.open(request, undefined, true)
    expect(() => ledger.open(request, undefined, true)).toThrow(expect.objectContaining({ code: 'ICMP_SYSTEM' }))
  })

  it('forget in time: what is remembered has a bound', () => {
    const ledger = new Ledger<undefined>(0x10_0000, 4)
    let remembered = 0
    for (let i = 0; i < 30_000; i++) {
      const probe = open(ledger, undefined)
      ledger.peek()
      ledger.shift()
      ledger.end(probe.row, i % 2 === 0 ? reply : { status: 'timeout' })
      while (ledger.pollEvent() !== undefined);
    }
    for (let slot = 0; slot < 0x10_0000; slot++) if (ledger.ended(slot) !== NONE) remembered++
    expect(remembered).toBe(1024 + 8192)
    expect(ledger.pending).toBe(0)
  })

  it('skip keys that are in use, and those remembered when there is no cookie to tell answers apart', () => {
    const ledger = new Ledger<undefined>(16, 4)
    const held = open(ledger, undefined)
    const gone = open(ledger, undefined)
    ledger.end(gone.row, { status: 'timeout' })
    const next = Array.from({ length: 16 }, () => {
      const probe = open(ledger, undefined)
      ledger.end(probe.row, { status: 'cancelled' })
      return probe.token % 16
    })
    expect(next).not.toContain(held.token % 16)
    const fresh = new Ledger<undefined>(16, 4)
    fresh.end(open(fresh, undefined, request, false).row, { status: 'timeout' })
    const slots = Array.from({ length: 15 }, () => fresh.open(request, undefined, false) % 16)
    expect(slots).not.toContain(1)
  })

  it('say when they are full', () => {
    const ledger = new Ledger<undefined>(16, 4)
    for (let i = 0; i < 12; i++) {
      expect(ledger.full).toBe(false)
      ledger.open(request, undefined, true)
    }
    expect(ledger.full).toBe(true)
  })

  it('keep the queue in order when packets come back', () => {
    const ledger = new Ledger<number>(0x1_0000, 4)
    const probes = [0, 1, 2, 3].map((n) => open(ledger, n).row)
    for (const probe of probes.slice(0, 3)) {
      expect(ledger.peek()).toBe(probe)
      ledger.shift()
      ledger.probes.state[probe] = HANDED
    }
    ledger.unshift(probes.slice(1, 3))
    const order: number[] = []
    for (let probe = ledger.peek(); probe !== NONE; probe = ledger.peek()) {
      ledger.shift()
      order.push(ledger.probes.context(probe))
    }
    expect(order).toEqual([1, 2, 3])
  })

  it('send nobody twice: one that ended while it was queued gives its row to another', () => {
    const ledger = new Ledger<number>(0x1_0000, 4)
    const gone = open(ledger, 0)
    ledger.end(gone.row, { status: 'cancelled' })
    ledger.forget()
    const heir = open(ledger, 1)
    expect(heir.row).toBe(gone.row)
    expect(ledger.peek()).toBe(heir.row)
    ledger.shift()
    expect(ledger.peek()).toBe(NONE)
  })

  it('take a target apart from the request, which may serve for many', () => {
    const ledger = new Ledger<number>(0x1_0000, 4)
    const target = v4('198.51.100.9')
    const row = ledger.byToken(ledger.open(request, 1, true, target))
    target.bytes[3] = 0
    ledger.end(row, { status: 'timeout' })
    expect(ledger.pollEvent()).toMatchObject({ type: 'ended', to: v4('198.51.100.9') })
  })
})
