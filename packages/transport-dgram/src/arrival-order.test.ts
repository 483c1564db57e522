import type { Received, Report, Sink } from '@icmp/core'
import { describe, expect, it } from 'vitest'
import { ArrivalOrder } from './arrival-order.js'

/** Wall clock minus monotonic clock. */
const OFFSET = 1_000_000

/** A socket whose two queues a test fills; what was handed over is in `told`. */
class Bench {
  now = 100
  told: string[] = []
  packets: number[] = []
  errors: (number | undefined)[] = []
  turns: (() => void)[] = []
  /** What happens between the looks at packets and at errors. */
  between: () => void = () => {}
  readonly order: ArrivalOrder

  constructor() {
    const sink = {
      report: ({ info, quoted }: Report) => this.told.push(`error ${info} ${quoted[0]}`),
      packet: (icmp: Uint8Array) => this.told.push(`packet ${icmp[0]}`),
      drained: () => this.told.push('drained'),
    } as Partial<Sink> as Sink
    const clock = { now: () => this.now, soon: (run: () => void) => void this.turns.push(run) }
    this.order = new ArrivalOrder(sink, clock, (max) => this.read(max))
  }

  /** As the addon does: packets are looked at first, and errors handed on first. All bytes are lent. */
  read(max: number): number {
    const packets = this.packets.splice(0, max)
    this.between()
    const lent = new Uint8Array(1)
    const stamp = (at: number) => ({ monotonic: this.now, kernel: at + OFFSET, offset: OFFSET })
    const address = { family: 4, bytes: new Uint8Array(4), scope: 0 } as const
    for (const at of this.errors.splice(0)) {
      lent[0] = 1
      const about = { origin: 'network', type: 3, code: 1, info: at ?? 0, from: address, to: address } as const
      this.order.report({ ...about, quoted: lent, at: at === undefined ? { monotonic: this.now } : stamp(at) })
      lent[0] = 2
    }
    for (const at of packets) {
      const meta: Received = { from: address, length: 1, at: stamp(at) }
      this.order.packet(Uint8Array.of(at), meta)
    }
    return packets.length
  }
}

describe('packets and errors', () => {
  it('are handed over in the order in which they came', () => {
    const bench = new Bench()
    bench.packets = [10, 30]
    bench.errors = [20, 40]
    expect(bench.order.drain(64)).toBe(2)
    expect(bench.told).toEqual(['packet 10', 'error 20 1', 'packet 30', 'error 40 1'])
  })

  it('are so too where more packets wait than are read at once', () => {
    const bench = new Bench()
    bench.packets = [10, 20, 40]
    bench.errors = [15, 30]
    bench.order.drain(2)
    expect(bench.told).toEqual(['packet 10', 'error 15 1', 'packet 20'])
    bench.order.drain(2)
    expect(bench.told.slice(3)).toEqual(['error 30 1', 'packet 40'])
  })

  it('are so too where both came between the looks at the two queues', () => {
    const bench = new Bench()
    bench.between = () => {
      bench.between = () => {}
      bench.now = 130
      bench.packets = [110]
      bench.errors = [120]
    }
    bench.order.drain(64)
    expect(bench.told).toEqual([])
    for (const run of bench.turns.splice(0)) run()
    expect(bench.told).toEqual(['packet 110', 'error 120 1', 'drained'])
    expect(bench.turns).toEqual([])
  })

  it('are so too where the socket was read by itself', () => {
    const bench = new Bench()
    bench.errors = [90]
    bench.read(64)
    bench.packets = [80]
    bench.order.drained()
    expect(bench.told).toEqual(['packet 80', 'error 90 1', 'drained'])
  })

  it('without a stamp are handed on as they are read', () => {
    const bench = new Bench()
    bench.packets = [10]
    bench.errors = [undefined]
    bench.order.drain(64)
    expect(bench.told).toEqual(['error 0 1', 'packet 10'])
  })

  it('are handed over at the next look though the wall clock was set back by an hour', () => {
    const bench = new Bench()
    bench.errors = [3_600_000]
    bench.between = () => {
      bench.now = 101
    }
    bench.order.drain(64)
    for (const run of bench.turns.splice(0)) run()
    expect(bench.told).toEqual(['error 3600000 1', 'drained'])
    expect(bench.turns).toEqual([])
  })

  it('are not held without limit', () => {
    const bench = new Bench()
    bench.errors = Array.from({ length: 3000 }, () => 90)
    bench.packets = [10]
    bench.order.drain(1)
    expect(bench.told).toHaveLength(3000 - 1024 + 1)
  })

  it("are nobody's after closing", () => {
    const bench = new Bench()
    bench.errors = [120]
    bench.between = () => {
      bench.now = 130
    }
    bench.order.drain(64)
    bench.order.close()
    expect(bench.turns).toHaveLength(1)
    for (const run of bench.turns) run()
    expect(bench.told).toEqual([])
  })
})
