import { describe, expect, it } from 'vitest'
import { v4 } from '../testing/packets.js'
import { Memory } from './memory.js'
import { ProbeTable } from './probe-table.js'

const LARGE = 65_507

/** A memory, and what it remembers by its own account. */
function bench(size: number) {
  const probes = new ProbeTable(4)
  const remembered = new Set<number>()
  const memory = new Memory(size, probes, (row) => remembered.delete(row))
  let token = 0
  const add = (data: Uint8Array): number => {
    const to = v4('192.0.2.1')
    const row = probes.add(token++, to, { to, data, timeout: 1000 }, undefined)
    remembered.add(row)
    memory.add(row)
    return row
  }
  const kept = (): number => {
    const arrays = new Set([...remembered].map((row) => probes.request(row).data))
    return [...arrays].reduce((sum, { length }) => sum + length, 0)
  }
  return { memory, probes, remembered, add, kept }
}

describe('the memory of ended probes', () => {
  it('has a bound, and forgets the oldest', () => {
    const { remembered, add } = bench(3)
    const probes = [1, 2, 3, 4, 5].map((byte) => add(Uint8Array.of(byte)))
    expect([...remembered]).toEqual(probes.slice(2))
  })

  it('keeps large data once where all probes have the same', () => {
    const { remembered, add, kept } = bench(1000)
    for (let i = 0; i < 1500; i++) add(new Uint8Array(LARGE).fill(7))
    expect(remembered.size).toBe(1000)
    expect(kept()).toBe(LARGE)
  })

  it('forgets sooner where large data differ, but never the last one', () => {
    const { probes, remembered, add, kept } = bench(1000)
    let last: number | undefined
    for (let i = 0; i < 100; i++) last = add(new Uint8Array(LARGE).fill(i))
    expect(remembered.has(last!)).toBe(true)
    expect(remembered.size).toBeGreaterThan(20)
    expect(kept()).toBeLessThanOrEqual(2 << 20)
    expect(probes.request(last!).data[LARGE - 1]).toBe(99)
  })

  it('keeps no more than its bound and one, whatever is shared', () => {
    const { add, kept } = bench(1000)
    for (let i = 0; i < 3000; i++) {
      add(new Uint8Array(LARGE).fill(i / 70))
      expect(kept()).toBeLessThanOrEqual((2 << 20) + LARGE)
    }
  })

  it('can be emptied', () => {
    const { memory, remembered, add, kept } = bench(10)
    for (let i = 0; i < 15; i++) add(new Uint8Array(LARGE))
    memory.clear()
    expect(remembered.size).toBe(0)
    expect(kept()).toBe(0)
    const again = add(new Uint8Array(3))
    expect([...remembered]).toEqual([again])
  })
})
