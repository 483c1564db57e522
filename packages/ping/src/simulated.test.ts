/** The whole line from `ping()` to the packets, over the simulated network, in both of its modes. */
import { memoryTransport, network, VirtualClock } from '@icmp/transport-memory'
import { describe, expect, it } from 'vitest'
import { checkPingOptions, createPinger } from './pinger.js'
import { sweep } from './sweep.js'
import type { PingAnswer, Pinger } from './types.js'

const LAB = network({
  routers: [
    { address: '192.0.2.254', delay: 2 },
    { address: '203.0.113.1', mtu: 600 },
    { address: '2001:db8::fe', delay: 2 },
  ],
  hosts: [
    { address: '198.51.100.7', via: ['192.0.2.254'], delay: 3 },
    { address: '198.51.100.8', silent: true },
    { address: '198.51.100.9', via: ['192.0.2.254'], unreachable: { code: 1 } },
    { address: '198.51.100.10', via: ['203.0.113.1'] },
    { address: '198.51.100.11', respond: ({ reply }) => [{ icmp: Object.assign(reply.slice(), { 40: 0 }) }] },
    { address: '198.51.100.12', respond: ({ reply }) => [{ icmp: reply, delay: 900 }] },
    { address: '2001:db8::7', via: ['2001:db8::fe'], delay: 3 },
    { address: '2001:db8::8', via: ['2001:db8::fe'], unreachable: { code: 0 } },
  ],
})

async function pingerOn(mode: 'packet' | 'echo'): Promise<{ pinger: Pinger; clock: VirtualClock }> {
  const clock = new VirtualClock()
  return { clock, pinger: await createPinger({ transport: memoryTransport(LAB, { clock, mode }) }) }
}

describe.each(['packet', 'echo'] as const)('over %s sockets', (mode) => {
  it.each<[string, object, object]>([
    ['198.51.100.7', {}, { ok: true, status: 'reply', from: '198.51.100.7', rtt: 10, ttl: 63, bytes: 64 }],
    ['2001:db8::7', {}, { ok: true, status: 'reply', from: '2001:db8::7', rtt: 10, ttl: 63 }],
    ['198.51.100.7', { ttl: 1 }, { status: 'time-exceeded', from: '192.0.2.254', type: 11, code: 0, rtt: 4 }],
    ['2001:db8::7', { ttl: 1 }, { status: 'time-exceeded', from: '2001:db8::fe', type: 3, code: 0 }],
    ['198.51.100.8', { timeout: 700 }, { ok: false, status: 'timeout' }],
    ['198.51.100.9', {}, { status: 'unreachable', from: '192.0.2.254', type: 3, code: 1 }],
    ['2001:db8::8', {}, { status: 'unreachable', from: '2001:db8::fe', type: 1, code: 0 }],
    ['198.51.100.10', { size: 800, dontFragment: true }, { status: 'packet-too-big', origin: 'network', mtu: 600 }],
    ['198.51.100.10', { size: 800 }, { status: 'reply', bytes: 808 }],
    ['198.51.100.11', { timeout: 500 }, { status: 'timeout' }],
    ['198.51.100.12', { timeout: 500 }, { status: 'timeout' }],
  ])('%s %o', async (target, options, expected) => {
    const { pinger, clock } = await pingerOn(mode)
    expect(await clock.run(pinger.ping(target, options))).toMatchObject({ target, transport: 'memory', ...expected })
  })

  it('tells the listener each answer that the loop gets, once', async () => {
    const { pinger, clock } = await pingerOn(mode)
    const told: PingAnswer[] = []
    const taken: PingAnswer[] = []
    const onAnswer = (answer: PingAnswer): void => void told.push(answer)
    const all = async (): Promise<void> => {
      for await (const answer of pinger.stream('198.51.100.7', { count: 3, onAnswer })) taken.push(answer)
    }
    await clock.run(all())
    expect(told).toEqual(taken)
    expect(told.length).toBe(3)
  })

  it.each([{ dontFragment: 'do' }, { sendBuffer: 0 }, { rttClock: 'wall' }, { leastInterval: -1 }])(
    'refuses %o',
    async (options) => {
      const { pinger } = await pingerOn(mode)
      expect(() => pinger.stream('198.51.100.7', options as never)).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^ICMP_INVALID_/) }),
      )
    },
  )

  it('a simulated hour of pings, an answer each second', async () => {
    const { pinger, clock } = await pingerOn(mode)
    const all = async (): Promise<PingAnswer[]> => {
      const answers: PingAnswer[] = []
      for await (const answer of pinger.stream('198.51.100.7', { count: 3600 })) answers.push(answer)
      return answers
    }
    const answers = await clock.run(all())
    expect(answers.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 3600 }, (_, i) => i + 1))
    expect(new Set(answers.map((answer) => answer.ok && answer.rtt))).toEqual(new Set([10]))
    expect(clock.now()).toBe(3_599_010)
  })

  it.each([
    ['adaptive', 1, 20 * 10],
    ['adaptive', 4, 5 * 10],
    ['flood', 1, 20 * 10],
    [0, 2, 10 * 10],
  ] as const)('interval %s with %i preloaded: 20 answers of 10 ms in %i ms', async (interval, preload, took) => {
    const { pinger, clock } = await pingerOn(mode)
    const sent: number[] = []
    const all = async (): Promise<number> => {
      let replies = 0
      const onSend = (sequence: number): void => void sent.push(sequence)
      for await (const { ok } of pinger.stream('198.51.100.7', { interval, preload, count: 20, onSend }))
        if (ok) replies++
      return replies
    }
    expect(await clock.run(all())).toBe(20)
    expect(clock.now()).toBe(took)
    expect(sent).toEqual(Array.from({ length: 20 }, (_, n) => n + 1))
  })

  it('what is closed or aborted rejects, with the code that says so', async () => {
    const { pinger, clock } = await pingerOn(mode)
    const controller = new AbortController()
    const aborted = pinger.ping('198.51.100.8', { signal: controller.signal })
    aborted.catch(() => {})
    await clock.advance(100)
    controller.abort(new Error('enough'))
    await expect(clock.run(aborted)).rejects.toMatchObject({ code: 'ICMP_ABORTED', cause: controller.signal.reason })
    const closed = pinger.ping('198.51.100.8')
    closed.catch(() => {})
    await clock.advance(100)
    await pinger.close()
    await expect(clock.run(closed)).rejects.toMatchObject({ code: 'ICMP_CLOSED' })
    await expect(pinger.ping('198.51.100.7')).rejects.toMatchObject({ code: 'ICMP_CLOSED' })
  })

  it('a ping without options is one with none of them set, whether a socket is open or not', async () => {
    const { pinger, clock } = await pingerOn(mode)
    const odd = [undefined, null, 7, {}, '', ' ', 'a\0b'] as unknown as string[]
    const targets = [...['7', '8', '9', '7'].map((n) => `198.51.100.${n}`), '2001:db8::7', '2001:db8::8', ...odd]
    const told = (answer: Promise<PingAnswer>): Promise<object> =>
      clock.run(answer.catch(({ code, message }) => ({ code, message })))
    for (const target of targets) {
      const without = await told(pinger.ping(target))
      expect(await told(pinger.ping(target))).toEqual(without)
      expect(await told(pinger.ping(target, {}))).toEqual(without)
    }
    await pinger.close()
    const closed = await told(pinger.ping('198.51.100.7'))
    expect(await told(pinger.ping('198.51.100.7', {}))).toEqual(closed)
    expect(closed).toMatchObject({ code: 'ICMP_CLOSED' })
  })
})

describe('a controller instead of its signal', () => {
  it('is refused by all of them before anything is asked for', async () => {
    const { pinger } = await pingerOn('packet')
    const options = { signal: new AbortController() as unknown as AbortSignal, pinger }
    const refused = expect.objectContaining({ code: 'ICMP_INVALID_OPTION' })
    await expect(pinger.ping('198.51.100.7', options)).rejects.toEqual(refused)
    expect(() => pinger.stream('198.51.100.7', options)).toThrow(refused)
    expect(() => sweep(['198.51.100.7'], options)).toThrow(refused)
    await pinger.close()
  })
})

describe('what only packets show', () => {
  it('late and damaged answers are events of their probe', async () => {
    const { pinger, clock } = await pingerOn('packet')
    const events: [string, number][] = []
    const onEvent = ({ type, sequence }: { type: string; sequence: number }): void => void events.push([type, sequence])
    const options = { count: 1, timeout: 500, onEvent }
    const drain = async (target: string): Promise<void> => {
      for await (const _ of pinger.stream(target, { ...options, count: 2, interval: 600 }));
    }
    await clock.run(drain('198.51.100.12'))
    await clock.run(drain('198.51.100.11'))
    expect(events).toEqual([
      ['late', 1],
      ['corrupted', 1],
      ['corrupted', 2],
    ])
  })
})

describe('bad input gets a typed error before anything is sent', () => {
  it.each<[string, object, string]>([
    ['198.51.100.7', { ttl: 0 }, 'ICMP_INVALID_HOP_LIMIT'],
    ['198.51.100.7', { ttl: 256 }, 'ICMP_INVALID_HOP_LIMIT'],
    ['198.51.100.7', { timeout: 0 }, 'ICMP_INVALID_TIMEOUT'],
    ['198.51.100.7', { size: 65_508 }, 'ICMP_PAYLOAD_TOO_LARGE'],
    ['2001:db8::7', { size: 65_528 }, 'ICMP_PAYLOAD_TOO_LARGE'],
    ['198.51.100.7', { size: -1 }, 'ICMP_INVALID_OPTION'],
    ['198.51.100.7', { family: 6 }, 'ICMP_FAMILY_MISMATCH'],
    ['2001:db8::7', { family: 4 }, 'ICMP_FAMILY_MISMATCH'],
    ['198.51.100.7', { family: 5 }, 'ICMP_INVALID_OPTION'],
    ['198.51.100.7', { pattern: new Uint8Array(17) }, 'ICMP_INVALID_OPTION'],
    ['198.51.100.7', { source: 'me' }, 'ICMP_INVALID_OPTION'],
    ['198.51.100.7', { source: '::1' }, 'ICMP_FAMILY_MISMATCH'],
    ['198.51.100.7', { source: 5 }, 'ICMP_INVALID_OPTION'],
    ['198.51.100.7', { interface: 5 }, 'ICMP_INVALID_OPTION'],
    ['198.51.100.7', { interface: 'nosuchdevice0' }, 'ICMP_DEVICE_NOT_FOUND'],
    ['198.51.100.7', { trafficClass: 256 }, 'ICMP_INVALID_OPTION'],
    ['', {}, 'ICMP_INVALID_TARGET'],
    ['host.invalid', {}, 'ICMP_HOST_NOT_FOUND'],
  ])('%s %o: %s', async (target, options, code) => {
    const { pinger } = await pingerOn('packet')
    await expect(pinger.ping(target, options)).rejects.toMatchObject({ code })
  })

  it('sizes that only IPv6 carries are refused for IPv4', () => {
    checkPingOptions({ size: 65_527 })
    checkPingOptions({ size: 65_527, family: 6 })
    expect(() => checkPingOptions({ size: 65_527, family: 4 })).toThrow(
      expect.objectContaining({ code: 'ICMP_PAYLOAD_TOO_LARGE' }),
    )
  })

  it('a stream refuses a negative interval at once', async () => {
    const { pinger } = await pingerOn('packet')
    expect(() => pinger.stream('198.51.100.7', { interval: -1 })).toThrow(
      expect.objectContaining({ code: 'ICMP_INVALID_INTERVAL' }),
    )
    expect(() => pinger.stream('198.51.100.7', { interval: 'fast' as never })).toThrow(
      expect.objectContaining({ code: 'ICMP_INVALID_INTERVAL' }),
    )
    expect(() => pinger.stream('198.51.100.7', { preload: 0 })).toThrow(
      expect.objectContaining({ code: 'ICMP_INVALID_OPTION' }),
    )
    expect(() => pinger.stream('198.51.100.7', { count: 0 })).toThrow(
      expect.objectContaining({ code: 'ICMP_INVALID_OPTION' }),
    )
  })

  it('an unknown transport is refused by name', async () => {
    await expect(createPinger({ transport: 'pigeon' as never })).rejects.toMatchObject({ code: 'ICMP_INVALID_OPTION' })
  })
})
