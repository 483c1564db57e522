/** Probes that many hosts answer, over the simulated network. */
import { memoryTransport, network, VirtualClock } from '@icmp/transport-memory'
import { describe, expect, it } from 'vitest'
import { createPinger } from './pinger.js'
import { createStatistics } from './statistics/statistics.js'
import type { PingAnswer, Pinger } from './types.js'

const members = Array.from({ length: 20 }, (_, n) => `198.51.100.${n + 1}`)
/** An address that all of them answer for, each a millisecond after the other; the first one twice. */
const LAB = network({
  hosts: [
    {
      address: '224.0.0.1',
      respond: ({ reply }) => [
        ...members.map((from, n) => ({ from, icmp: reply, delay: n + 1 })),
        { from: members[0]!, icmp: reply, delay: 50 },
      ],
    },
    { address: '224.0.0.2', silent: true },
    { address: '198.51.100.99', delay: 2 },
  ],
})

async function setUp(mode: 'packet' | 'echo' = 'packet'): Promise<{ pinger: Pinger; clock: VirtualClock }> {
  const clock = new VirtualClock()
  return { clock, pinger: await createPinger({ transport: memoryTransport(LAB, { clock, mode }) }) }
}

describe("with responders: 'many'", () => {
  it('a ping has all who answered, in their order', async () => {
    const { pinger, clock } = await setUp()
    const answer = await clock.run(pinger.ping('224.0.0.1', { responders: 'many', timeout: 300 }))
    expect(answer).toMatchObject({ ok: true, status: 'reply', from: members[0], rtt: 1, ttl: 64 })
    expect(answer.ok && answer.responders?.map(({ from, rtt }) => [from, rtt])).toEqual(
      members.map((m, n) => [m, n + 1]),
    )
    expect(clock.now()).toBe(300)
    await pinger.close()
  })

  it('a stream tells each as it comes, duplicates too, and statistics count the request once', async () => {
    const { pinger, clock } = await setUp()
    const statistics = createStatistics()
    const events: string[] = []
    const onEvent = ({ type, from }: { type: string; from: string }): void => void events.push(`${type} ${from}`)
    const options = { responders: 'many', timeout: 300, interval: 400, count: 2, onEvent, statistics } as const
    const answers: PingAnswer[] = []
    const all = async (): Promise<void> => {
      for await (const answer of pinger.stream('224.0.0.1', options)) answers.push(answer)
    }
    await clock.run(all())
    expect(answers.map((answer) => answer.ok && answer.responders?.length)).toEqual([20, 20])
    const round = [...members.map((from) => `response ${from}`), `duplicate ${members[0]}`]
    expect(events).toEqual([...round, ...round])
    expect(statistics.snapshot()).toMatchObject({ sent: 2, received: 2, duplicates: 2, lost: 0 })
    await pinger.close()
  })

  it('ends early when as many as are wanted have answered', async () => {
    const { pinger, clock } = await setUp()
    const answer = await clock.run(pinger.ping('224.0.0.1', { responders: 'many', maxResponders: 3 }))
    expect(answer.ok && answer.responders?.map(({ from }) => from)).toEqual(members.slice(0, 3))
    expect(clock.now()).toBe(3)
    await pinger.close()
  })

  it('nobody is a timeout, and one host is one responder', async () => {
    const { pinger, clock } = await setUp()
    const options = { responders: 'many', timeout: 100 } as const
    expect(await clock.run(pinger.ping('224.0.0.2', options))).toMatchObject({ ok: false, status: 'timeout' })
    const answer = await clock.run(pinger.ping('198.51.100.99', options))
    expect(answer).toMatchObject({ status: 'reply', responders: [{ from: '198.51.100.99', rtt: 4 }] })
    await pinger.close()
  })

  it('is refused where the system hands over one reply, and for what is no such option', async () => {
    const { pinger } = await setUp('echo')
    const codeOf = (options: object): Promise<string> =>
      pinger.ping('198.51.100.99', options).then(
        () => 'no error',
        ({ code }) => code,
      )
    expect(await codeOf({ responders: 'many' })).toBe('ICMP_UNSUPPORTED')
    expect(await codeOf({ responders: 'all' })).toBe('ICMP_INVALID_OPTION')
    for (const maxResponders of [0, 1.5, 65_537]) expect(await codeOf({ maxResponders })).toBe('ICMP_INVALID_OPTION')
    await pinger.close()
  })
})

describe('without it', () => {
  it('the first reply ends the probe, and the others are duplicates', async () => {
    const { pinger, clock } = await setUp()
    const events: string[] = []
    const onEvent = ({ type }: { type: string }): void => void events.push(type)
    const stream = pinger.stream('224.0.0.1', { interval: 100, count: 2, onEvent })
    expect((await clock.run(stream.next())).value).toMatchObject({ status: 'reply', from: members[0], rtt: 1 })
    expect((await clock.run(stream.next())).value).not.toHaveProperty('responders')
    expect(events).toEqual(Array.from({ length: 20 }, () => 'duplicate'))
    await pinger.close()
  })
})
