import type { Sink, Transport } from '@icmp/core'
import { memoryTransport, network, VirtualClock } from '@icmp/transport-memory'
import { describe, expect, it } from 'vitest'
import { cidr } from './cidr.js'
import { createPinger } from './pinger.js'
import { sweep } from './sweep.js'
import type { Pinger, SweepAnswer, SweepOptions } from './types.js'

let asked = 0
const net = network({
  routers: [{ address: '192.0.2.254' }],
  hosts: [
    ...Array.from(cidr('198.51.100.0/28'), (address, n) => ({ address, delay: n + 1 })),
    { address: '203.0.113.1', silent: true },
    { address: '203.0.113.2', via: ['192.0.2.254'], unreachable: { code: 1 } },
    // Answers every third time.
    { address: '203.0.113.3', respond: ({ reply }) => (++asked % 3 === 0 ? [{ icmp: reply }] : []) },
    // Answers after the first attempt has run out.
    { address: '203.0.113.4', respond: ({ reply }) => [{ icmp: reply, delay: 150 }] },
  ],
})

async function setUp(): Promise<{ clock: VirtualClock; pinger: Pinger }> {
  const clock = new VirtualClock()
  return { clock, pinger: await createPinger({ transport: memoryTransport(net, { clock }) }) }
}

async function collect(
  targets: Iterable<string> | AsyncIterable<string>,
  options: SweepOptions,
): Promise<SweepAnswer[]> {
  const answers: SweepAnswer[] = []
  for await (const answer of sweep(targets, options)) answers.push(answer)
  return answers
}

/** As after a blocked loop: replies are read before the timer has fired, and turn out to have come after the deadline. */
function readingLate(transport: Transport): Transport {
  const late = (sink: Sink): Sink => ({
    sent: (token, at) => sink.sent(token, at),
    sendFailed: (token, failure) => sink.sendFailed(token, failure),
    packet: (icmp, meta) => sink.packet(icmp, { ...meta, at: { monotonic: meta.at.monotonic + 1000 } }),
    report: (report) => sink.report(report),
    outcome: (token, outcome) => sink.outcome(token, outcome),
    writable: () => sink.writable(),
    drained: () => sink.drained(),
    closed: (error) => sink.closed(error),
  })
  return { ...transport, open: (options, sink) => transport.open(options, late(sink)) }
}

describe('a sweep', () => {
  it('gives each target once, in the order in which they end', async () => {
    const { clock, pinger } = await setUp()
    const targets = [...cidr('198.51.100.0/28')].reverse()
    const answers = await clock.run(collect(targets, { pinger }))
    expect(answers.map(({ target }) => target)).toEqual([...cidr('198.51.100.0/28')])
    expect(answers.every(({ ok }) => ok)).toBe(true)
  })

  it('says how each that gave no reply ended', async () => {
    const { clock, pinger } = await setUp()
    const answers = await clock.run(collect(['203.0.113.1', '203.0.113.2', '::1%nowhere0', ''], { pinger }))
    expect(Object.fromEntries(answers.map(({ target, status }) => [target, status]))).toMatchObject({
      '203.0.113.1': 'timeout',
      '203.0.113.2': 'unreachable',
      '': 'unresolved',
      '::1%nowhere0': 'unresolved',
    })
  })

  it('asks again when an attempt runs out', async () => {
    const { clock, pinger } = await setUp()
    const [third] = await clock.run(collect(['203.0.113.3'], { pinger, timeout: 100, retries: 2 }))
    expect(third).toMatchObject({ status: 'reply', attempts: 3, rtt: 0 })
    const [silent] = await clock.run(collect(['203.0.113.1'], { pinger, timeout: 100, retries: 2 }))
    expect(silent).toMatchObject({ status: 'timeout', attempts: 3 })
  })

  it('takes the late reply to an earlier attempt, with its own round trip', async () => {
    const { clock, pinger } = await setUp()
    const [late] = await clock.run(collect(['203.0.113.4'], { pinger, timeout: 100, retries: 5 }))
    expect(late).toMatchObject({
      status: 'reply',
      attempts: 2,
      rtt: 150,
      from: '203.0.113.4',
      bytes: 64,
      data: 'intact',
    })
  })

  it('counts no attempt that was never sent', async () => {
    const clock = new VirtualClock()
    const pinger = await createPinger({ transport: readingLate(memoryTransport(net, { clock })) })
    const [late] = await clock.run(collect(['198.51.100.1'], { pinger, timeout: 100, retries: 5 }))
    expect(late).toMatchObject({ status: 'reply', attempts: 1 })
  })

  it('keeps no more under way than it is told, however many there are', async () => {
    const { clock, pinger } = await setUp()
    let given = 0
    let taken = 0
    let most = 0
    function* many(): Generator<string> {
      for (; given < 2000; given++) {
        most = Math.max(most, given - taken)
        yield `198.51.100.${given % 16}`
      }
    }
    const run = async (): Promise<void> => {
      for await (const answer of sweep(many(), { pinger, concurrency: 50 })) {
        if (answer.ok) taken++
      }
    }
    await clock.run(run())
    expect(taken).toBe(2000)
    expect(most).toBeLessThanOrEqual(50)
  })

  it('keeps to its rate', async () => {
    const { clock, pinger } = await setUp()
    await clock.run(collect(Array(101).fill('198.51.100.0'), { pinger, rate: 50 }))
    expect(clock.now()).toBeCloseTo(2002, 0)
  })

  it('takes targets that come one by one', async () => {
    const { clock, pinger } = await setUp()
    async function* slowly(): AsyncGenerator<string> {
      for (const target of cidr('198.51.100.0/30')) yield target
    }
    expect(await clock.run(collect(slowly(), { pinger }))).toHaveLength(4)
  })

  it('that is left cancels the rest, and asks for no more targets', async () => {
    const { clock, pinger } = await setUp()
    let closed = false
    function* endless(): Generator<string> {
      try {
        for (;;) yield '198.51.100.1'
      } finally {
        closed = true
      }
    }
    const first = async (): Promise<void> => {
      for await (const _ of sweep(endless(), { pinger, concurrency: 10 })) break
    }
    await clock.run(first())
    expect(closed).toBe(true)
    await pinger.close()
  })

  it('whose pinger is closed meanwhile says so by its code', async () => {
    const { clock, pinger } = await setUp()
    const all = collect(['203.0.113.1'], { pinger, timeout: 100 })
    clock.setTimer(20, () => void pinger.close())
    await expect(clock.run(all)).rejects.toMatchObject({ name: 'IcmpError', code: 'ICMP_CLOSED' })
    expect(clock.now()).toBe(20)
  })

  it('ends by its signal', async () => {
    const { clock, pinger } = await setUp()
    const controller = new AbortController()
    const all = collect(['203.0.113.1'], { pinger, signal: controller.signal })
    clock.setTimer(20, () => controller.abort('enough'))
    await expect(clock.run(all)).rejects.toMatchObject({ code: 'ICMP_ABORTED', cause: 'enough' })
    expect(clock.now()).toBe(20)
  })

  it.each([
    { concurrency: 0 },
    { retries: -1 },
    { rate: 0 },
    { rate: Number.NaN },
    { ttl: 0 },
    { pinger: {} as Pinger },
  ])('refuses %j', async (options) => {
    const refused = async (): Promise<unknown> => collect(['198.51.100.0'], options)
    await expect(refused()).rejects.toMatchObject({ code: expect.stringMatching(/^ICMP_INVALID/) })
  })
})

describe('cidr', () => {
  it.each([
    ['192.0.2.8/30', ['192.0.2.8', '192.0.2.9', '192.0.2.10', '192.0.2.11']],
    ['192.0.2.9/31', ['192.0.2.8', '192.0.2.9']],
    ['192.0.2.9/32', ['192.0.2.9']],
    ['2001:db8::ffff/127', ['2001:db8::fffe', '2001:db8::ffff']],
  ])('%s', (range, addresses) => {
    expect([...cidr(range)]).toEqual(addresses)
    // It can be walked through more than once.
    const twice = cidr(range)
    expect([...twice]).toEqual([...twice])
  })

  it('carries from byte to byte, and takes no memory for what nobody asked for', () => {
    const addresses = cidr('10.0.255.0/8')[Symbol.iterator]()
    for (let n = 0; n < 256; n++) addresses.next()
    expect(addresses.next().value).toBe('10.0.1.0')
    expect(cidr('2001:db8::/32')[Symbol.iterator]().next().value).toBe('2001:db8::')
  })

  it.each(['192.0.2.0', '192.0.2.0/33', '192.0.2/24', 'example.net/24', '2001:db8::/129', ''])(
    'refuses %j',
    (range) => {
      expect(() => cidr(range)).toThrow(expect.objectContaining({ code: 'ICMP_INVALID_TARGET' }))
    },
  )
})
