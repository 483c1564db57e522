import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { v4 } from '../testing/packets.js'
import { Pacing } from './pacing.js'
import { NONE, ProbeTable } from './probe-table.js'

class Bench {
  readonly pacing: Pacing
  readonly probes = new ProbeTable(4)
  readonly live = new Map<number, number>()
  now = 1000

  constructor(slots: number) {
    this.pacing = new Pacing(slots, this.probes)
  }

  /** Hands over as many of that size as are admitted. */
  fill(size: number): number[] {
    const sent: number[] = []
    while (this.pacing.admits(size)) sent.push(this.send(size))
    return sent
  }

  send(size: number): number {
    const to = v4('192.0.2.1')
    const token = this.live.size
    const row = this.probes.add(token, to, { to, data: new Uint8Array(size), timeout: 1000 }, undefined)
    this.probes.handedAt[row] = this.now
    this.live.set(token, row)
    this.pacing.spend(row)
    return row
  }

  end(row: number): void {
    this.live.delete(this.probes.token[row]!)
    this.pacing.refund(row)
  }

  pass(ms: number): void {
    this.now += ms
    this.pacing.release(this.now, (token) => this.live.get(token) ?? NONE)
  }
}

describe('pacing', () => {
  it('admits no more small requests than there are slots, until some ended', () => {
    const bench = new Bench(128)
    const sent = bench.fill(56)
    expect(sent.length).toBeGreaterThan(100)
    expect(sent.length).toBeLessThanOrEqual(128)
    for (const probe of sent.slice(0, 7)) bench.end(probe)
    expect(bench.fill(56)).toHaveLength(7)
  })

  it('admits one of any size when nothing is outstanding', () => {
    const bench = new Bench(1)
    expect(bench.fill(65_507)).toHaveLength(1)
    expect(bench.pacing.admits(0)).toBe(false)
  })

  it('counts exactly: after any sizes have come and gone, one of any size is admitted', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(65_507), fc.nat(20)), { minLength: 2, maxLength: 12 }), (sizes) => {
        const bench = new Bench(100)
        const sent = sizes.map(([size, order]) => ({ probe: bench.send(size), order }))
        for (const { probe } of sent.sort((a, b) => a.order - b.order)) bench.end(probe)
        expect(bench.pacing.admits(65_507)).toBe(true)
      }),
    )
  })

  it('never admits more bytes of kernel memory than the default buffer of 212,992 holds', () => {
    // Charges as measured: a small reply 832 bytes, 1,472 bytes of data 2,290.
    fc.assert(
      fc.property(fc.constantFrom([56, 832], [512, 1275], [1472, 2290]), ([size, charge]) => {
        expect(new Bench(256).fill(size!).length * charge!).toBeLessThanOrEqual(212_992)
      }),
    )
  })

  it('gives back once, though asked twice', () => {
    const bench = new Bench(3)
    const [first] = bench.fill(0)
    bench.end(first!)
    bench.end(first!)
    expect(bench.fill(0)).toHaveLength(1)
  })

  it('reckons with no answer after twice the longest round trip of late', () => {
    const bench = new Bench(10)
    const sent = bench.fill(0)
    bench.pacing.answered(120)
    expect(bench.pacing.nextRelease()).toBe(bench.now + 240)
    bench.pass(239)
    expect(bench.pacing.admits(0)).toBe(false)
    bench.pass(1)
    expect(bench.fill(0)).toHaveLength(sent.length)
    // What comes after all gives nothing back a second time.
    for (const probe of sent) bench.end(probe)
    expect(bench.pacing.admits(0)).toBe(false)
  })

  it('waits 10 ms at least and a second at most, and forgets long round trips', () => {
    const wait = (...rtts: number[]): number => {
      const bench = new Bench(10)
      for (const rtt of rtts) bench.pacing.answered(rtt)
      bench.send(0)
      return bench.pacing.nextRelease()! - bench.now
    }
    expect(wait(30_000)).toBe(1000)
    expect(wait(300, ...new Array(1000).fill(0.1))).toBe(10)
  })

  it('keeps the time of one that went back to the queue', () => {
    const bench = new Bench(1)
    const probe = bench.send(0)
    bench.pacing.refund(probe)
    bench.now += 60
    bench.probes.handedAt[probe] = bench.now
    bench.pacing.spend(probe)
    bench.pass(50)
    // A hundred after the first time, but not after the second.
    expect(bench.pacing.admits(0)).toBe(false)
    bench.pass(50)
    expect(bench.pacing.admits(0)).toBe(true)
  })
})
