import type { Client, Ending, StrayEvent } from '@icmp/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OrderedFlow } from './flow.js'
import { checkStatistics, createStatistics } from './statistics.js'

const STATUSES = ['reply', 'timeout', 'unreachable', 'time-exceeded', 'packet-too-big', 'send-error'] as const

/** A client with nothing but what statistics ask it for. */
function client(drops: { count: number | undefined }, time = { now: 0 }): Client {
  const clock = { now: () => time.now }
  return { transport: { clock }, drops: () => drops.count } as unknown as Client
}

function stray(type: StrayEvent<never>['type'], timedOut = false, icmpType = 0): StrayEvent<never> {
  return { type, timedOut, icmpType } as StrayEvent<never>
}

/** What happens to one request, in its own order; interleaved with all others'. */
type Life = { status: (typeof STATUSES)[number] | 'pending'; after: 'nothing' | 'late' | 'twice' }

const lives = fc.array(
  fc.record<Life>({
    status: fc.constantFrom('pending' as const, ...STATUSES),
    after: fc.constantFrom('nothing' as const, 'late' as const, 'twice' as const),
  }),
  { maxLength: 60 },
)

describe('statistics', () => {
  it('count each request once, however its life and the others are interleaved', () => {
    const runs = lives.chain((all) => {
      const steps = all.flatMap((_, n) => [n, n, n])
      return fc.tuple(fc.constant(all), fc.shuffledSubarray(steps, { minLength: steps.length }), fc.boolean())
    })
    fc.assert(
      fc.property(runs, ([all, order, ordered]) => {
        const statistics = checkStatistics(createStatistics())!
        const flow = ordered ? statistics.orderedFlow() : statistics.flow()
        flow.attach(client({ count: 0 }))
        const done = all.map(() => 0)
        for (const _ of all) flow instanceof OrderedFlow ? flow.sentInTurn(0.5) : flow.sent()
        for (const n of order) {
          const { status, after } = all[n]!
          if (status === 'pending') continue
          const step = done[n]!++
          if (step === 0) flow.ended({ status, rtt: 5 } as Ending, n + 1)
          else if (after === 'late' && step === 1) flow.stray(stray('late', status === 'timeout'), n + 1)
          else if (after === 'twice' && status === 'reply') flow.stray(stray('duplicate'), n + 1)
          const { sent, received, late, lost, pending, cancelled, errors } = statistics.snapshot()
          const failed = Object.values(errors).reduce((sum, count) => sum + count, 0)
          expect(received + late + lost + pending + cancelled + failed).toBe(sent)
          expect(Math.min(received, late, lost, pending, cancelled)).toBeGreaterThanOrEqual(0)
        }
        flow.end()
        const count = (wanted: (life: Life) => boolean): number => all.filter(wanted).length
        expect(statistics.snapshot()).toMatchObject({
          sent: all.length,
          received: count(({ status }) => status === 'reply'),
          late: count(({ status, after }) => status === 'timeout' && after === 'late'),
          lost: count(({ status, after }) => status === 'timeout' && after !== 'late'),
          pending: 0,
          cancelled: count(({ status }) => status === 'pending'),
          duplicates: 2 * count(({ status, after }) => status === 'reply' && after === 'twice'),
          stray: count(({ status, after }) => after === 'late' && status !== 'timeout' && status !== 'pending'),
          errors: { unreachable: count(({ status }) => status === 'unreachable') },
        })
      }),
    )
  })

  it('a late error leaves its request lost', () => {
    const statistics = checkStatistics(createStatistics())!
    const flow = statistics.orderedFlow()
    flow.sentInTurn(0)
    flow.ended({ status: 'timeout' }, 1)
    flow.stray(stray('late', true, 3), 1)
    expect(statistics.snapshot()).toMatchObject({ lost: 1, late: 0, stray: 1 })
  })

  it('claim of the loss no more than is known beside the drops', () => {
    const drops = { count: 7 as number | undefined }
    const statistics = checkStatistics(createStatistics())!
    expect(statistics.snapshot().localDrops).toBeUndefined()
    const flow = statistics.orderedFlow()
    flow.attach(client(drops))
    for (let sequence = 1; sequence <= 5; sequence++) {
      flow.sentInTurn(0)
      flow.ended({ status: 'timeout' }, sequence)
    }
    expect(statistics.snapshot()).toMatchObject({ localDrops: 0, networkLoss: { least: 5, most: 5 } })
    drops.count = 9
    expect(statistics.snapshot()).toMatchObject({ localDrops: 2, networkLoss: { least: 3, most: 5 } })
    drops.count = 100
    flow.end()
    drops.count = 200
    expect(statistics.snapshot()).toMatchObject({ localDrops: 93, networkLoss: { least: 0, most: 5 } })
    const another = statistics.flow()
    another.attach(client({ count: undefined }))
    expect(statistics.snapshot()).toMatchObject({ localDrops: undefined, networkLoss: { least: 0, most: 5 } })
  })

  it('know the drops though a stream ended before any socket was opened', () => {
    const drops = { count: undefined as number | undefined }
    const one = client(drops)
    const statistics = checkStatistics(createStatistics())!
    const early = statistics.orderedFlow()
    early.attach(one)
    early.end()
    const flow = statistics.orderedFlow()
    flow.attach(one)
    flow.sentInTurn(0)
    drops.count = 2
    flow.end()
    expect(statistics.snapshot().localDrops).toBe(2)
    const blind = statistics.flow()
    blind.attach(client({ count: undefined }))
    blind.sent()
    blind.end()
    expect(statistics.snapshot().localDrops).toBeUndefined()
  })

  it('count the drops of one pinger once, though several streams are on it', () => {
    const drops = { count: 0 }
    const one = client(drops)
    const statistics = checkStatistics(createStatistics())!
    const flows = [statistics.orderedFlow(), statistics.orderedFlow()]
    for (const flow of flows) flow.attach(one)
    drops.count = 3
    flows[0]!.end()
    expect(statistics.snapshot().localDrops).toBe(3)
    drops.count = 4
    flows[1]!.end()
    expect(statistics.snapshot().localDrops).toBe(4)
  })

  it('tell the jitter of RFC 3550 §6.4.1', () => {
    const statistics = checkStatistics(createStatistics())!
    const flow = statistics.orderedFlow()
    let expected = 0
    for (const [n, rtt] of [10, 14, 9, 9, 30].entries()) {
      flow.sentInTurn(0)
      flow.ended({ status: 'reply', rtt } as Ending, n + 1)
      if (n > 0) expected += (Math.abs(rtt - [10, 14, 9, 9, 30][n - 1]!) - expected) / 16
    }
    expect(statistics.snapshot().rtt?.jitter).toBeCloseTo(expected, 12)
  })

  it('tell how late requests were', () => {
    const statistics = checkStatistics(createStatistics())!
    const flow = statistics.orderedFlow()
    expect(statistics.snapshot().lag).toBeUndefined()
    for (const lag of [0, 0.5, 4]) flow.sentInTurn(lag)
    expect(statistics.snapshot().lag).toEqual({ mean: 1.5, maximum: 4 })
  })

  it('refuse what is no percentage, and what is no statistics', () => {
    for (const percentage of [0, 101, Number.NaN, '50' as never]) {
      expect(() => createStatistics({ percentiles: [percentage] })).toThrow(/percentage/)
      expect(() => createStatistics().percentile(percentage)).toThrow(/percentage/)
    }
    expect(() => checkStatistics({} as never)).toThrow(expect.objectContaining({ code: 'ICMP_INVALID_OPTION' }))
    expect(() => createStatistics().snapshots({ every: 0 })).toThrow(
      expect.objectContaining({ code: 'ICMP_INVALID_INTERVAL' }),
    )
  })
})
