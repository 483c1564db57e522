import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { memoryTransport, network, VirtualClock } from '@icmp/transport-memory'
import { describe, expect, it } from 'vitest'
import { createPinger } from './pinger.js'
import { sweep } from './sweep.js'
import type { ProbeTrace } from './trace-types.js'
import type { Pinger } from './types.js'

const LAB = network({
  routers: [
    { address: '192.0.2.254', delay: 2 },
    { address: '203.0.113.1', mtu: 600 },
  ],
  hosts: [
    { address: '198.51.100.7', via: ['192.0.2.254'], delay: 3 },
    { address: '198.51.100.8', silent: true },
    { address: '198.51.100.9', via: ['192.0.2.254'], unreachable: { code: 1 } },
    { address: '198.51.100.10', via: ['203.0.113.1'] },
    { address: '198.51.100.11', respond: ({ reply }) => [{ icmp: reply }, { icmp: reply }] },
    { address: '2001:db8::7', delay: 3 },
  ],
})

async function traced(
  mode: 'packet' | 'echo' = 'packet',
): Promise<{ pinger: Pinger; clock: VirtualClock; steps: ProbeTrace[] }> {
  const clock = new VirtualClock()
  const steps: ProbeTrace[] = []
  const trace = (step: ProbeTrace): void => void steps.push(step)
  return { clock, steps, pinger: await createPinger({ transport: memoryTransport(LAB, { clock, mode }), trace }) }
}

/** What the channels say while `run` runs, but for those of other pingers. */
async function published(names: readonly string[], run: () => Promise<unknown>): Promise<[string, ProbeTrace][]> {
  const told: [string, ProbeTrace][] = []
  const listen = (message: unknown, name: string | symbol): void =>
    void told.push([String(name), message as ProbeTrace])
  for (const name of names) subscribe(name, listen)
  try {
    await run()
  } finally {
    for (const name of names) unsubscribe(name, listen)
  }
  return told
}

const CHANNELS = ['submitted', 'sent', 'stamped', 'ended', 'event'].map((name) => `icmp:probe:${name}`)

describe('createPinger({ trace })', () => {
  it.each(['packet', 'echo'] as const)('is told of the life of a probe, over %s sockets', async (mode) => {
    const { pinger, clock, steps } = await traced(mode)
    await clock.run(pinger.ping('198.51.100.7'))
    const probe = { transport: 'memory', socket: 0, family: 4, token: 1, address: '198.51.100.7' }
    // The system keeps to itself what an exchange has on the wire.
    const key = mode === 'packet' ? { identifier: 0, sequence: 1 } : {}
    const rttSource = mode === 'packet' ? 'user' : 'api-ms'
    expect(steps).toEqual([
      { type: 'submitted', ...probe, at: 0, size: 56, timeout: 4000 },
      { type: 'sent', ...probe, at: 0, ...key },
      {
        type: 'ended',
        ...probe,
        at: 10,
        status: 'reply',
        from: '198.51.100.7',
        rtt: 10,
        rttSource,
        ttl: 63,
        bytes: 64,
      },
    ])
  })

  it.each([
    ['198.51.100.8', { timeout: 700 }, { status: 'timeout' }],
    ['198.51.100.9', {}, { status: 'unreachable', from: '192.0.2.254', icmpType: 3, icmpCode: 1, rtt: 4 }],
    ['198.51.100.7', { ttl: 1 }, { status: 'time-exceeded', from: '192.0.2.254', icmpType: 11, icmpCode: 0 }],
    [
      '198.51.100.10',
      { size: 800, dontFragment: true },
      { status: 'packet-too-big', origin: 'network', mtu: 600, from: '203.0.113.1', icmpType: 3, icmpCode: 4 },
    ],
    ['2001:db8::7', {}, { status: 'reply', from: '2001:db8::7', family: 6 }],
  ])('tells how a probe of %s with %j ended', async (target, options, ending) => {
    const { pinger, clock, steps } = await traced()
    await clock.run(pinger.ping(target, options))
    expect(steps.at(-1)).toMatchObject({ type: 'ended', address: target, ...ending })
  })

  it('tells of what happens beside the endings', async () => {
    const { pinger, clock, steps } = await traced()
    await clock.run(pinger.ping('198.51.100.11'))
    await clock.advance(50)
    expect(steps.at(-1)).toMatchObject({
      type: 'duplicate',
      ...{ token: 1, address: '198.51.100.11', from: '198.51.100.11', bytes: 64, icmpType: 0, icmpCode: 0 },
    })
  })

  it('tells of each attempt of a sweep', async () => {
    const { pinger, clock, steps } = await traced()
    const answers = sweep(['198.51.100.8', '198.51.100.7'], { pinger, retries: 1, timeout: 100 })
    const all = (async () => {
      for await (const _ of answers);
    })()
    await clock.run(all)
    const endings = steps.flatMap((step) => (step.type === 'ended' ? [`${step.address} ${step.status}`] : []))
    expect(endings).toEqual(['198.51.100.7 reply', '198.51.100.8 timeout', '198.51.100.8 timeout'])
  })

  it('refuses what is no function', async () => {
    const transport = memoryTransport(LAB, { clock: new VirtualClock() })
    const options = { transport, trace: 'yes' } as never
    await expect(createPinger(options)).rejects.toMatchObject({ code: 'ICMP_INVALID_OPTION' })
  })
})

describe("node:diagnostics_channel's channels", () => {
  it('each has its steps, in the same objects that the listener is given', async () => {
    const { pinger, clock, steps } = await traced()
    const told = await published(CHANNELS, async () => {
      await clock.run(pinger.ping('198.51.100.11'))
      await clock.advance(50)
    })
    expect(told.map(([name, { type }]) => [name, type])).toEqual([
      ['icmp:probe:submitted', 'submitted'],
      ['icmp:probe:sent', 'sent'],
      ['icmp:probe:ended', 'ended'],
      ['icmp:probe:event', 'duplicate'],
    ])
    expect(told.every(([, step], n) => step === steps[n])).toBe(true)
  })

  it('hear of a pinger that was made before they were subscribed to, and no longer than they are', async () => {
    const clock = new VirtualClock()
    const pinger = await createPinger({ transport: memoryTransport(LAB, { clock }) })
    const ping = (): Promise<unknown> => clock.run(pinger.ping('198.51.100.7'))
    await ping()
    const told = await published(['icmp:probe:ended'], ping)
    expect(told).toMatchObject([['icmp:probe:ended', { token: 2, status: 'reply', address: '198.51.100.7' }]])
    await ping()
    expect(told).toHaveLength(1)
  })
})
