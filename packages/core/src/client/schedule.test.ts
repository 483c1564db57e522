import { describe, expect, it } from 'vitest'
import { replyTo, v4 } from '../testing/packets.js'
import { ScriptedTransport } from '../testing/scripted.js'
import { Client } from './client.js'
import { type Schedule, scheduleOf } from './schedule.js'
import { ProbeStream, type ProbeStreamOptions } from './stream.js'

const HOST = v4('198.51.100.7')
const PROBE = { to: HOST, data: new Uint8Array(56), timeout: 1000 }

/** What a stream sends to a host that answers the n-th request after `delay(n)` ms, or never. */
async function sendings(
  options: Partial<ProbeStreamOptions>,
  delay: (n: number) => number | undefined,
  during: (clock: ScriptedTransport['clock']) => Promise<void>,
): Promise<{ at: number[]; lags: number[]; most: number; endings: string[] }> {
  const transport = new ScriptedTransport()
  const { clock } = transport
  const at: number[] = []
  const lags: number[] = []
  const endings: string[] = []
  let onTheWay = 0
  let most = 0
  transport.onOpen = (socket) => {
    socket.onSend = ({ to, icmp }) => {
      at.push(clock.time)
      const after = delay(at.length)
      most = Math.max(most, ++onTheWay)
      if (after === undefined) return
      const reply = replyTo(icmp)
      const arrive = (): void => {
        onTheWay--
        const stamp = { monotonic: clock.time }
        socket.inbox.push((sink) => sink.packet(reply, { from: to, length: reply.length, at: stamp }))
        if (after > 0) socket.wake()
      }
      if (after === 0) arrive()
      else clock.setTimer(after, arrive)
    }
  }
  const client = new Client({ transport, random: (bytes) => bytes.fill(7) })
  const onSend = (_: number, lag: number): void => void lags.push(lag)
  const stream = new ProbeStream(client, PROBE, { interval: 100, count: Number.POSITIVE_INFINITY, onSend, ...options })
  const loop = (async () => {
    for await (const { ending } of stream) endings.push(ending.status)
  })()
  await during(clock)
  await stream.return()
  await loop
  await clock.settle()
  // Replies of the script may still be on their way; of the stream, no timer is left.
  await client.close()
  return { at, lags, most, endings }
}

const gaps = (at: readonly number[]): number[] => at.slice(1).map((time, n) => time - at[n]!)

describe('a fixed interval', () => {
  it('of 0.2 ms does not drift over ten thousand requests', async () => {
    const { at, lags } = await sendings(
      { interval: 0.2, count: 10_001 },
      () => 0,
      (clock) => clock.advance(2100),
    )
    expect(at.length).toBe(10_001)
    for (const [n, time] of at.entries()) expect(Math.abs(time - n * 0.2)).toBeLessThan(1e-6)
    expect(Math.max(...lags)).toBeLessThan(1e-6)
  })

  it('is kept by timers that come late: the lag is told, and does not add up', async () => {
    const transport = new ScriptedTransport()
    const { clock } = transport
    const { setTimer } = clock
    clock.setTimer = (delay, run) => setTimer.call(clock, delay + 0.07, run)
    const sent: [number, number][] = []
    const client = new Client({ transport, random: (bytes) => bytes.fill(7) })
    const onSend = (_: number, lag: number): void => void sent.push([clock.time, lag])
    const stream = new ProbeStream(client, { ...PROBE, timeout: 5000 }, { interval: 0.2, count: 1000, onSend })
    void stream.next()
    await clock.advance(300)
    await stream.return()
    expect(sent.length).toBe(1000)
    for (const [n, [time, lag]] of sent.entries()) {
      expect(time).toBeCloseTo(n === 0 ? 0 : n * 0.2 + 0.07, 6)
      expect(lag).toBeCloseTo(n === 0 ? 0 : 0.07, 6)
    }
  })

  it('makes up for a short stop, and leaves the turns of a long one out', async () => {
    const stop = async (ms: number): Promise<{ at: number[]; lags: number[] }> =>
      sendings(
        { interval: 1 },
        () => 0,
        async (clock) => {
          await clock.advance(10)
          clock.time += ms
          await clock.advance(100 - ms)
        },
      )
    const short = await stop(15)
    expect(short.at.length).toBe(111)
    expect(short.at.filter((time) => time === 25).length).toBe(15)
    expect(short.lags.slice(11, 14)).toEqual([14, 13, 12])
    const long = await stop(60.5)
    expect(long.at.filter((time) => time === 70.5).length).toBe(1)
    expect(long.at.slice(10, 14)).toEqual([10, 70.5, 71, 72])
    expect(long.lags.slice(10, 13)).toEqual([0, 59.5, 0])
  })

  it('sends what is preloaded at once, then goes on by its turns', async () => {
    const { at } = await sendings(
      { interval: 100, preload: 3 },
      () => undefined,
      (clock) => clock.advance(250),
    )
    expect(at).toEqual([0, 0, 0, 100, 200])
  })

  it('begins when the socket is open', async () => {
    const transport = new ScriptedTransport()
    const { clock } = transport
    const { open } = transport
    transport.open = async (options, sink) => {
      await new Promise<void>((resolve) => clock.setTimer(35, resolve))
      return open.call(transport, options, sink)
    }
    const sent: [number, number][] = []
    const client = new Client({ transport, random: (bytes) => bytes.fill(7) })
    const onSend = (_: number, lag: number): void => void sent.push([clock.time, lag])
    const stream = new ProbeStream(client, PROBE, { interval: 10, count: 3, onSend })
    void stream.next()
    await clock.advance(60)
    await stream.return()
    expect(sent).toEqual([
      [35, 0],
      [45, 0],
      [55, 0],
    ])
  })
})

describe('flood', () => {
  it('sends a hundred a second when nothing comes', async () => {
    const { at } = await sendings(
      { interval: 'flood' },
      () => undefined,
      (clock) => clock.advance(1000),
    )
    expect(gaps(at)).toEqual(Array.from({ length: 100 }, () => 10))
  })

  it('sends the next as soon as the last one is answered', async () => {
    const { at, most, lags } = await sendings(
      { interval: 'flood' },
      () => 2,
      (clock) => clock.advance(100),
    )
    expect(gaps(at)).toEqual(Array.from({ length: 50 }, () => 2))
    expect(most).toBe(1)
    expect(new Set(lags)).toEqual(new Set([0]))
  })

  it('sends a hundred a second also when answers take longer', async () => {
    const { at } = await sendings(
      { interval: 'flood' },
      () => 300,
      (clock) => clock.advance(2000),
    )
    expect(at.length).toBe(201)
  })

  it('keeps as many on the way as were preloaded, and loses none of them to a lost one', async () => {
    // Every tenth is lost: an answer to a younger one tells that it is not waited for.
    const lossy = (n: number): number | undefined => (n % 10 === 0 ? undefined : 5)
    const { at } = await sendings({ interval: 'flood', preload: 8 }, lossy, (clock) => clock.advance(500))
    expect(at.filter((time) => time === 0).length).toBe(8)
    expect(at.length).toBeGreaterThan(760)
    expect(at.length).toBeLessThanOrEqual(8 * 101)
  })

  it('stops while nobody takes its endings', async () => {
    const transport = new ScriptedTransport()
    transport.onOpen = (socket) => {
      socket.onSend = ({ to, icmp }) => {
        const at = { monotonic: transport.clock.time }
        socket.inbox.push((sink) => sink.packet(replyTo(icmp), { from: to, length: 64, at }))
      }
    }
    const client = new Client({ transport, random: (bytes) => bytes.fill(7) })
    const stream = new ProbeStream(client, PROBE, { interval: 'flood', count: 1e6 })
    await stream.next()
    await transport.clock.advance(2000)
    expect(transport.sockets[0]!.sent.length).toBeLessThan(1100)
    await stream.return()
    await transport.clock.settle()
    expect(transport.clock.held).toBe(0)
  })
})

describe('adaptive', () => {
  it('sends the next when the last one is answered, whatever the round trip', async () => {
    for (const rtt of [0.3, 4, 60, 700]) {
      const { at, most } = await sendings(
        { interval: 'adaptive' },
        () => rtt,
        (clock) => clock.advance(rtt * 20.5),
      )
      expect(at.length).toBe(21)
      for (const gap of gaps(at)) expect(gap).toBeCloseTo(rtt, 6)
      expect(most).toBe(1)
    }
  })

  it('waits a second before the first answer, then as long as answers take, 10 ms at least', async () => {
    const silent = await sendings(
      { interval: 'adaptive' },
      () => undefined,
      (clock) => clock.advance(3500),
    )
    expect(silent.at).toEqual([0, 1000, 2000, 3000])
    const far = await sendings(
      { interval: 'adaptive' },
      (n) => (n > 60 ? undefined : 80),
      (clock) => clock.advance(61 * 80 + 500),
    )
    expect(gaps(far.at).slice(0, 60)).toEqual(Array.from({ length: 60 }, () => 80))
    for (const gap of gaps(far.at).slice(60)) expect(gap).toBeCloseTo(81, 3)
    const near = await sendings(
      { interval: 'adaptive' },
      (n) => (n > 3 ? undefined : 1),
      (clock) => clock.advance(43),
    )
    expect(near.at).toEqual([0, 1, 2, 3, 13, 23, 33, 43])
  })

  it('has no more on the way when answers vary', async () => {
    const { most, at } = await sendings(
      { interval: 'adaptive' },
      (n) => 40 + ((n * 7919) % 21),
      (clock) => clock.advance(5000),
    )
    expect(most).toBe(1)
    expect(at.length).toBeGreaterThan(95)
  })

  it('follows the round trip as it grows', async () => {
    const { at } = await sendings(
      { interval: 'adaptive' },
      (n) => (n < 20 ? 20 : 100),
      (clock) => clock.advance(8000),
    )
    const late = gaps(at).slice(-20)
    for (const gap of late) expect(gap).toBeGreaterThan(90)
  })

  it('keeps as many on the way as were preloaded', async () => {
    const { most, at } = await sendings(
      { interval: 'adaptive', preload: 4 },
      () => 50,
      (clock) => clock.advance(500),
    )
    expect(most).toBe(4)
    expect(at.length).toBe(44)
  })
})

describe('an interval of 0', () => {
  it('keeps as many on the way or untaken as were preloaded', async () => {
    const { most, at, endings } = await sendings(
      { interval: 0, preload: 5, count: 100 },
      () => 1,
      (clock) => clock.advance(30),
    )
    expect(most).toBe(5)
    expect(at.length).toBe(100)
    expect(endings.length).toBe(100)
  })
})

describe('a schedule', () => {
  it('never tells a lag below 0', () => {
    const all: Schedule[] = [scheduleOf(1, 1), scheduleOf('flood', 1), scheduleOf('adaptive', 1), scheduleOf(0, 1)]
    for (const schedule of all) {
      schedule.start(10)
      expect(schedule.sent(9.999, 1)).toBe(0)
    }
  })
})

describe('a flood', () => {
  it('does not take an answer for missing that lies there unread', async () => {
    const transport = new ScriptedTransport()
    const { clock } = transport
    const told: string[] = []
    transport.onOpen = (socket) => {
      socket.onSend = ({ to, icmp }) => {
        const reply = replyTo(icmp)
        // It has come when the loop, which was busy, gets to its timers; nobody was woken yet.
        clock.setTimer(9, () => {
          const stamp = { monotonic: clock.time }
          socket.inbox.push((sink) => sink.packet(reply, { from: to, length: reply.length, at: stamp }))
        })
      }
    }
    const client = new Client({ transport, random: (bytes) => bytes.fill(7) })
    const onSend = (sequence: number): void => void told.push(`sent ${sequence}`)
    const onEnd = (_: unknown, sequence: number): void => void told.push(`ended ${sequence}`)
    const stream = new ProbeStream(client, PROBE, { interval: 'flood', count: 2, onSend, onEnd })
    void stream.next()
    await clock.advance(10)
    expect(told).toEqual(['sent 1', 'ended 1', 'sent 2'])
    await stream.return()
    await client.close()
  })
})

describe('listeners', () => {
  it('are told of an answer before the request that it sets free', async () => {
    const told: string[] = []
    const onSend = (sequence: number): void => void told.push(`sent ${sequence}`)
    const onEnd = (_: unknown, sequence: number): void => void told.push(`ended ${sequence}`)
    const options = { interval: 'flood', count: 3, onSend, onEnd } as const
    await sendings(
      options,
      () => 1,
      (clock) => clock.advance(10),
    )
    expect(told).toEqual(['sent 1', 'ended 1', 'sent 2', 'ended 2', 'sent 3', 'ended 3'])
  })
})

describe('a least interval', () => {
  it('holds back what answers set free, but not the first', async () => {
    const paced = { interval: 'adaptive', leastInterval: 2, count: 6 } as const
    const one = await sendings(
      paced,
      () => 0.5,
      (clock) => clock.advance(100),
    )
    expect(gaps(one.at)).toEqual([2, 2, 2, 2, 2])
    const three = await sendings(
      { ...paced, preload: 3 },
      () => 0.5,
      (clock) => clock.advance(100),
    )
    expect(gaps(three.at)).toEqual([0, 0, 2, 2, 2])
  })

  it('holds nothing back that takes longer by itself', async () => {
    const { at } = await sendings(
      { interval: 'flood', leastInterval: 2, count: 4 },
      () => 5,
      (clock) => clock.advance(100),
    )
    expect(gaps(at)).toEqual([5, 5, 5])
  })
})
