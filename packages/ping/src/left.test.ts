/** Streams and sweeps that end before their time: what they leave behind, and what is told to whom. */
import type { Transport } from '@icmp/core'
import { memoryTransport, network, VirtualClock } from '@icmp/transport-memory'
import { describe, expect, it } from 'vitest'
import { createPinger } from './pinger.js'
import { sweep } from './sweep.js'
import { CountingClock } from './testing/counting-clock.js'
import type { Pinger, SweepAnswer, SweepOptions } from './types.js'

const ANSWERS = '198.51.100.1'
const SILENT = '198.51.100.2'
const net = network({
  hosts: [
    { address: ANSWERS, delay: 5 },
    { address: SILENT, silent: true },
  ],
})

interface Bench {
  virtual: VirtualClock
  clock: CountingClock
  pinger: Pinger
}

async function setUp(): Promise<Bench> {
  const virtual = new VirtualClock()
  const clock = new CountingClock(virtual)
  const inner = memoryTransport(net, { clock: virtual })
  const transport: Transport = { ...inner, clock }
  return { virtual, clock, pinger: await createPinger({ transport }) }
}

function* endless(target = SILENT): Generator<string> {
  for (;;) yield target
}

const codeOf = (promise: Promise<unknown>): Promise<unknown> => promise.then(String, ({ code }) => code)
const DONE = { value: undefined, done: true }

/** Ways to end a sweep, or a stream, of which some answers were taken. */
const ways = {
  'is left': async (answers: AsyncIterator<unknown>) => void (await answers.return?.()),
  'is aborted': async (_: AsyncIterator<unknown>, controller: AbortController) => controller.abort(),
  'loses its pinger': async (_: AsyncIterator<unknown>, __: AbortController, pinger: Pinger) => pinger.close(),
}

describe.each(Object.entries(ways))('what %s in the middle', (name, end) => {
  const kinds = {
    'a sweep': (pinger: Pinger, signal: AbortSignal) =>
      sweep(endless(), { pinger, signal, timeout: 60_000, concurrency: 100 }),
    'a sweep with retries': (pinger: Pinger, signal: AbortSignal) =>
      sweep(endless(), { pinger, signal, timeout: 10, retries: 9999, concurrency: 100 }),
    'a sweep that sends once a minute': (pinger: Pinger, signal: AbortSignal) =>
      sweep(endless(), { pinger, signal, timeout: 60_000, rate: 1 / 60, concurrency: 100 }),
    'a stream': (pinger: Pinger, signal: AbortSignal) =>
      pinger.stream(SILENT, { signal, timeout: 60_000, interval: 50 }),
  }
  it.each(Object.entries(kinds))('%s: no timer holds the process, and nobody waits for ever', async (_, make) => {
    const { virtual, clock, pinger } = await setUp()
    const controller = new AbortController()
    const answers = make(pinger, controller.signal)
    const next = codeOf(answers.next())
    const another = codeOf(answers.next())
    await virtual.advance(500)
    expect(clock.timers).toBeGreaterThan(0)
    await end(answers, controller, pinger)
    await virtual.advance(0)
    expect(clock.timers).toBe(0)
    const ended = { 'is left': '[object Object]', 'is aborted': 'ICMP_ABORTED', 'loses its pinger': 'ICMP_CLOSED' }
    expect(await next).toBe(ended[name as keyof typeof ways])
    expect(await another).toBe('[object Object]')
    expect(await answers.next()).toEqual(DONE)
    await pinger.close()
  })
})

describe('a sweep', () => {
  it('whose pinger is closed while no target is under way ends as well', async () => {
    const { virtual, pinger } = await setUp()
    async function* never(): AsyncGenerator<string> {
      yield ANSWERS
      await new Promise(() => {})
    }
    const answers = sweep(never(), { pinger })
    expect(await virtual.run(answers.next())).toMatchObject({ value: { status: 'reply' } })
    const next = codeOf(answers.next())
    await virtual.advance(10)
    await pinger.close()
    expect(await next).toBe('ICMP_CLOSED')
  })

  it('that is left waits for no target that may never come', async () => {
    const { virtual, pinger } = await setUp()
    async function* never(): AsyncGenerator<string> {
      yield ANSWERS
      await new Promise(() => {})
    }
    const answers = sweep(never(), { pinger })
    await virtual.run(answers.next())
    expect(await answers.return?.()).toEqual(DONE)
  })

  it('that is left before it began asks for no target', async () => {
    const { clock, pinger } = await setUp()
    let asked = 0
    let left = 0
    const targets: Iterable<string> = {
      [Symbol.iterator]: () => ({
        next: () => ({ value: SILENT, done: ++asked < 0 }),
        return: () => ({ value: ++left, done: true }),
      }),
    }
    const answers = sweep(targets, { pinger })
    expect(await answers.return?.()).toEqual(DONE)
    expect(await answers.next()).toEqual(DONE)
    expect([asked, left, clock.timers]).toEqual([0, 1, 0])
  })

  it('that is aborted before it began asks for no target', async () => {
    const { virtual, clock, pinger } = await setUp()
    let asked = 0
    function* targets(): Generator<string> {
      for (;;) yield String(++asked)
    }
    const answers = sweep(targets(), { pinger, signal: AbortSignal.abort() })
    expect(await codeOf(virtual.run(answers.next()))).toBe('ICMP_ABORTED')
    expect(await answers.next()).toEqual(DONE)
    expect([asked, clock.timers]).toEqual([0, 0])
  })

  const fault = new Error('the targets broke')
  function* throwing(): Generator<string> {
    yield SILENT
    throw fault
  }
  async function* rejecting(): AsyncGenerator<string> {
    yield SILENT
    throw fault
  }
  const odd = { next: () => 7 }
  it.each([
    ['throws', throwing(), fault],
    ['rejects', rejecting(), fault],
    ['gives what is no result', { [Symbol.iterator]: () => odd } as unknown as Iterable<string>, expect.any(TypeError)],
  ])('whose targets iterator %s hands that on, and ends', async (_, targets, expected) => {
    const { virtual, clock, pinger } = await setUp()
    const answers = sweep(targets, { pinger, timeout: 60_000 })
    const thrown = await virtual.run(answers.next().catch((error: unknown) => error))
    expect(thrown).toEqual(expected)
    expect(await answers.next()).toEqual(DONE)
    expect(clock.timers).toBe(0)
    expect(virtual.now()).toBeLessThan(1000)
  })

  it('gives all who wait at once an answer, whatever its concurrency', async () => {
    const { virtual, pinger } = await setUp()
    const answers = sweep([ANSWERS, ANSWERS, ANSWERS], { pinger, concurrency: 1 })
    const all = await virtual.run(Promise.all(Array.from({ length: 4 }, () => answers.next())))
    expect(all.map(({ value }) => (value as SweepAnswer | undefined)?.status)).toEqual([
      ...Array(3).fill('reply'),
      undefined,
    ])
  })
})

describe('a consumer that takes 10 ms for a result', () => {
  const slow = async (virtual: VirtualClock, answers: AsyncIterable<unknown>, most: number): Promise<number> => {
    let taken = 0
    for await (const _ of answers) {
      await new Promise<void>((resolve) => void virtual.setTimer(10, resolve))
      if (++taken === most) break
    }
    return taken
  }

  it.each([{ concurrency: 10 }, { concurrency: 500 }])(
    'keeps a sweep from going on: %j',
    async (options: SweepOptions) => {
      const { virtual, pinger } = await setUp()
      let given = 0
      function* counted(): Generator<string> {
        for (const target of endless(ANSWERS)) {
          given++
          yield target
        }
      }
      const taken = await virtual.run(slow(virtual, sweep(counted(), { pinger, ...options }), 2000))
      expect(given - taken).toBeLessThanOrEqual(options.concurrency!)
      await pinger.close()
    },
  )

  it('keeps a stream from going on', async () => {
    const { virtual, pinger } = await setUp()
    let sent = 0
    const answers = pinger.stream(ANSWERS, { interval: 0.5, onSend: () => sent++ })
    const taken = await virtual.run(slow(virtual, answers, 2000))
    // Those that nobody has taken, and those that were on the way when there were enough of them.
    expect(sent - taken).toBeLessThanOrEqual(1024 + 20)
    await pinger.close()
  })
})
