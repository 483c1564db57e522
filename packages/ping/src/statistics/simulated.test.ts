/** Statistics of streams and sweeps over the simulated network, whose losses are known. */
import { memoryTransport, network, VirtualClock } from '@icmp/transport-memory'
import { describe, expect, it } from 'vitest'
import { createPinger } from '../pinger.js'
import { sweep } from '../sweep.js'
import type { Pinger } from '../types.js'
import type { StatisticsSnapshot } from './snapshot.js'
import { createStatistics } from './statistics.js'

/** Each host answers its n-th request with these delays, in turn. */
function answering(address: string, ...turns: (readonly number[])[]) {
  let n = 0
  return {
    address,
    respond: ({ reply }: { reply: Uint8Array }) => turns[n++ % turns.length]!.map((delay) => ({ icmp: reply, delay })),
  }
}

async function setUp(): Promise<{ pinger: Pinger; clock: VirtualClock }> {
  const lab = network({
    hosts: [
      { address: '198.51.100.1', delay: 5 },
      { address: '198.51.100.2', silent: true },
      { address: '198.51.100.9', via: ['192.0.2.254'], unreachable: { code: 1 } },
      // In time, lost, lost, twice, late, overtaken.
      answering('198.51.100.3', [10], [], [], [10, 12], [700], [350]),
    ],
    routers: [{ address: '192.0.2.254', delay: 1 }],
  })
  const clock = new VirtualClock()
  return { clock, pinger: await createPinger({ transport: memoryTransport(lab, { clock }) }) }
}

async function drain(answers: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of answers);
}

describe('of a stream', () => {
  it('tell what became of each request', async () => {
    const { pinger, clock } = await setUp()
    const statistics = createStatistics()
    const options = { count: 13, interval: 100, timeout: 500, statistics }
    await clock.run(drain(pinger.stream('198.51.100.3', options)))
    const told = statistics.snapshot()
    // Two rounds of six and one more; the second late one comes when the stream is over.
    expect(told).toMatchObject({
      ...{ sent: 13, received: 3 + 2 + 2, lost: 5, late: 1, pending: 0, cancelled: 0, duplicates: 2, stray: 0 },
      networkLoss: { least: 5, most: 5 },
      localDrops: 0,
      lossBursts: { count: 4, longest: 2, lengths: { 1: 2, 2: 2 } },
      lag: { mean: 0, maximum: 0 },
    })
    expect(told.rtt).toMatchObject({ minimum: 10, maximum: 350 })
    expect(told.rtt?.percentiles[50]).toBeCloseTo(10, 1)
    // They come as 1, 4, 7, 6, 10, 5, 13, 12: 5 three places after the first that overtook it.
    expect(told.reordered).toEqual({ count: 3, extent: 3, meanExtent: 5 / 3 })
    await pinger.close()
  })

  it('that was left count what was on the way as given up, never as lost', async () => {
    const { pinger, clock } = await setUp()
    const statistics = createStatistics()
    const leave = async (): Promise<void> => {
      let taken = 0
      for await (const { ok } of pinger.stream('198.51.100.1', { interval: 2, statistics })) {
        expect(ok).toBe(true)
        if (++taken === 10) break
      }
    }
    await clock.run(leave())
    const { sent, received, lost, cancelled, pending } = statistics.snapshot()
    expect({ lost, pending }).toEqual({ lost: 0, pending: 0 })
    expect(cancelled).toBeGreaterThan(0)
    expect(received + cancelled).toBe(sent)
    await pinger.close()
  })

  it('count a probe in flight as pending while the stream runs', async () => {
    const { pinger, clock } = await setUp()
    const statistics = createStatistics()
    const stream = pinger.stream('198.51.100.2', { interval: 100, timeout: 1000, statistics })
    const first = stream.next()
    await clock.advance(550)
    expect(statistics.snapshot()).toMatchObject({ sent: 6, pending: 6, lost: 0, duration: 550 })
    await clock.run(first)
    expect(statistics.snapshot()).toMatchObject({ lost: 1, networkLoss: { least: 1, most: 1 } })
    await stream.return?.()
    await pinger.close()
  })

  it('end with a stream that fails', async () => {
    const { pinger } = await setUp()
    const statistics = createStatistics()
    const failing = drain(pinger.stream('no address', { family: 4, statistics }))
    await expect(failing).rejects.toMatchObject({ name: 'IcmpError' })
    expect(statistics.snapshot()).toMatchObject({ sent: 0, pending: 0 })
    await pinger.close()
  })

  it('refuse an object that is none, before anything is sent', async () => {
    const { pinger } = await setUp()
    const statistics = {} as never
    expect(() => pinger.stream('198.51.100.1', { statistics })).toThrow(/createStatistics/)
    expect(() => sweep([], { statistics })).toThrow(/createStatistics/)
    await pinger.close()
  })
})

describe('of a sweep', () => {
  it('count every attempt', async () => {
    const { pinger, clock } = await setUp()
    const statistics = createStatistics()
    const targets = ['198.51.100.1', '198.51.100.2', '198.51.100.9', '198.51.100.3']
    await clock.run(drain(sweep(targets, { pinger, timeout: 100, retries: 2, statistics })))
    expect(statistics.snapshot()).toMatchObject({
      ...{ sent: 6, received: 2, lost: 3, late: 0, pending: 0, cancelled: 0 },
      errors: { unreachable: 1, 'send-error': 0 },
      lossBursts: { count: 0 },
      lag: undefined,
    })
    await pinger.close()
  })

  it('take a late reply that ends its target for late, and the attempt under way for given up', async () => {
    const lab = network({ hosts: [answering('198.51.100.4', [150], [])] })
    const clock = new VirtualClock()
    const pinger = await createPinger({ transport: memoryTransport(lab, { clock }) })
    const statistics = createStatistics()
    const answers: unknown[] = []
    const all = async (): Promise<void> => {
      for await (const a of sweep(['198.51.100.4'], { pinger, timeout: 100, retries: 1, statistics })) answers.push(a)
    }
    await clock.run(all())
    expect(answers).toMatchObject([{ status: 'reply', attempts: 2 }])
    expect(statistics.snapshot()).toMatchObject({ sent: 2, received: 0, late: 1, lost: 0, cancelled: 1, pending: 0 })
    await pinger.close()
  })
})

describe('snapshots', () => {
  it('come at their interval on the clock of the pinger, and the last when all is over', async () => {
    const { pinger, clock } = await setUp()
    const statistics = createStatistics()
    const told: StatisticsSnapshot[] = []
    const watch = async (): Promise<void> => {
      for await (const snapshot of statistics.snapshots({ every: 1000 })) told.push(snapshot)
    }
    const watched = watch()
    await clock.run(drain(pinger.stream('198.51.100.1', { interval: 300, count: 11, statistics })))
    await clock.run(watched)
    expect(told.map(({ duration, sent }) => [duration, sent])).toEqual([
      [1000, 4],
      [2000, 7],
      [3000, expect.any(Number)],
      [3010, 11],
    ])
    await pinger.close()
  })

  it('that nobody takes are left out', async () => {
    const { pinger, clock } = await setUp()
    const statistics = createStatistics()
    const snapshots = statistics.snapshots({ every: 10 })
    const all = drain(pinger.stream('198.51.100.1', { interval: 100, count: 5, statistics }))
    await clock.advance(155)
    expect((await clock.run(snapshots.next())).value).toMatchObject({ duration: 155 })
    expect((await clock.run(snapshots.next())).value).toMatchObject({ duration: 160 })
    await clock.run(all)
    expect((await clock.run(snapshots.next())).value).toMatchObject({ received: 5 })
    expect(await clock.run(snapshots.next())).toEqual({ value: undefined, done: true })
    await pinger.close()
  })

  it('can be left, and given up by a signal', async () => {
    const statistics = createStatistics()
    const left = statistics.snapshots()
    const waiting = left.next()
    await left.return?.()
    expect(await waiting).toEqual({ value: undefined, done: true })
    const controller = new AbortController()
    const aborted = statistics.snapshots({ signal: controller.signal }).next()
    controller.abort()
    await expect(aborted).rejects.toMatchObject({ code: 'ICMP_ABORTED' })
    await expect(statistics.snapshots({ signal: controller.signal }).next()).rejects.toMatchObject({
      code: 'ICMP_ABORTED',
    })
  })
})
