import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Deadlines } from './deadlines.js'
import type { ProbeRequest } from './probe.js'
import { NONE, ProbeTable } from './probe-table.js'

function request(timeout: number): ProbeRequest {
  return { to: { family: 4, bytes: new Uint8Array(4), scope: 0 }, data: new Uint8Array(0), timeout }
}

function bench() {
  const probes = new ProbeTable<undefined>(4)
  const deadlines = new Deadlines(probes)
  let token = 0
  const add = (now: number, asked: ProbeRequest): number => {
    const row = probes.add(token++, asked.to, asked, undefined)
    probes.handedAt[row] = now
    deadlines.add(row)
    return row
  }
  return { probes, add, deadlines }
}

/** How many comparisons a heap of that many may take on one way through it. */
const depth = (lists: number): number => Math.ceil(Math.log2(lists + 1))

describe('deadlines', () => {
  it('knows of none at first', () => {
    expect(bench().deadlines.next()).toBeUndefined()
    expect(bench().deadlines.due(1e9)).toBe(NONE)
  })

  const step = (timeout: fc.Arbitrary<number>) =>
    fc.record({ wait: fc.nat(10), timeout, drop: fc.nat(3), pick: fc.nat(1000), fire: fc.boolean() })

  it.each([
    ['few timeouts', fc.constantFrom(5, 20, 100)],
    ['a timeout of its own for each', fc.double({ min: 0, max: 100, noNaN: true })],
    ['timeouts that never end among them', fc.constantFrom(0, 7, Number.POSITIVE_INFINITY)],
  ])('are those of a sorted list, at each step of any history: %s', (_, timeouts) => {
    fc.assert(
      fc.property(fc.array(step(timeouts), { maxLength: 80 }), (steps) => {
        const { probes, add, deadlines } = bench()
        const live: number[] = []
        const remove = (row: number): void => {
          deadlines.remove(row)
          // It has ended: asked again, nothing may happen.
          deadlines.remove(row)
          live.splice(live.indexOf(row), 1)
        }
        let now = 0
        for (const { wait, timeout, drop, pick, fire } of steps) {
          now += wait
          const asked = request(timeout)
          live.push(add(now, asked))
          // The request is the caller's, who may use it for something else.
          asked.timeout = 1
          for (let n = 0; n < drop && live.length > 0; n++) remove(live[pick % live.length]!)
          const earliest = (): number => Math.min(...live.map((row) => probes.deadline(row)))
          expect(deadlines.next() ?? Number.POSITIVE_INFINITY).toBe(earliest())
          if (!fire) continue
          for (let row = deadlines.due(now); row !== NONE; row = deadlines.due(now)) {
            expect(probes.deadline(row)).toBe(earliest())
            remove(row)
          }
          expect(earliest()).toBeGreaterThan(now)
        }
        for (let row = deadlines.due(Infinity); row !== NONE; row = deadlines.due(Infinity)) remove(row)
        expect(live).toEqual([])
        expect(deadlines.next()).toBeUndefined()
      }),
      { numRuns: 300 },
    )
  })

  it('of one timeout come in the order in which they were set', () => {
    const { add, deadlines } = bench()
    const rows = [1, 1, 1, 2, 2].map((now) => add(now, request(10)))
    const fired: number[] = []
    for (let row = deadlines.due(99); row !== NONE; row = deadlines.due(99)) {
      fired.push(row)
      deadlines.remove(row)
    }
    expect(fired).toEqual(rows)
  })

  it('finds one due at its very deadline, not before', () => {
    const { add, deadlines } = bench()
    const probe = add(100, request(10))
    expect(deadlines.due(109.999)).toBe(NONE)
    expect(deadlines.due(110)).toBe(probe)
  })

  it.each([1, 1000, 10_000])('looks at few of 10,000 probes with %i timeouts, whatever it is asked', (timeouts) => {
    const { probes, add, deadlines } = bench()
    let looks = 0
    const deadline = probes.deadline.bind(probes)
    probes.deadline = (row) => {
      looks++
      return deadline(row)
    }
    // The one that is due first came last: the worst order for a heap.
    const rows = Array.from({ length: 10_000 }, (_, n) => add(n / 1e6, request(20_000 - (n % timeouts))))
    expect(looks).toBeLessThanOrEqual(10_000 * (depth(timeouts) + 1))
    looks = 0
    for (const row of rows) {
      deadlines.next()
      deadlines.due(0)
      deadlines.remove(row)
    }
    // `next` and `due` look at one each, `remove` at two on each level, and at three where it fills a gap.
    expect(looks).toBeLessThanOrEqual(10_000 * (4 + 3 * depth(timeouts)))
  })
})
