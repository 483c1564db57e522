import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NONE, ProbeTable } from './probe-table.js'

const request = (timeout = 1000) => ({
  to: { family: 4 as const, bytes: new Uint8Array(4), scope: 0 },
  data: new Uint8Array(0),
  timeout,
})

const address = (family: 4 | 6) =>
  fc
    .tuple(fc.uint8Array({ minLength: family === 4 ? 4 : 16, maxLength: family === 4 ? 4 : 16 }), fc.nat(9))
    .map(([bytes, scope]) => ({ family, bytes, scope: family === 4 ? 0 : scope }))

describe('the table of probes', () => {
  it.each([4, 6] as const)('gives back each target as it was, of IPv%d', (family) => {
    fc.assert(
      fc.property(fc.array(address(family), { maxLength: 200 }), (targets) => {
        const table = new ProbeTable<number>(family)
        const rows = targets.map((to, n) => table.add(n, to, request(), n))
        expect(rows.map((row) => table.to(row))).toEqual(targets)
        for (const [n, row] of rows.entries()) expect(table.isTo(row, targets[n]!)).toBe(true)
      }),
    )
  })

  it('tells one bit of difference between addresses', () => {
    fc.assert(
      fc.property(address(6), fc.nat(127), (to, bit) => {
        const table = new ProbeTable<undefined>(6)
        const row = table.add(1, to, request(), undefined)
        const bytes = to.bytes.slice()
        bytes[bit >> 3]! ^= 1 << (bit & 7)
        expect(table.isTo(row, { ...to, bytes })).toBe(false)
        expect(table.hasBytes(row, bytes)).toBe(false)
        expect(table.hasBytes(row, bytes.subarray(0, 4))).toBe(false)
      }),
    )
  })

  it('holds a scope against another only where both have one', () => {
    const table = new ProbeTable<undefined>(6)
    const to = { family: 6 as const, bytes: new Uint8Array(16).fill(7), scope: 3 }
    const row = table.add(1, to, request(), undefined)
    expect(table.isTo(row, { ...to, scope: 0 })).toBe(true)
    expect(table.isTo(row, { ...to, scope: 4 })).toBe(false)
    const anywhere = table.add(2, { ...to, scope: 0 }, request(), undefined)
    expect(table.isTo(anywhere, { ...to, scope: 4 })).toBe(true)
  })

  it('never gives a row to two probes at once, and gives them all clean', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 300 }), (steps) => {
        const table = new ProbeTable<number>(4)
        const used = new Map<number, number>()
        for (const [n, add] of steps.entries()) {
          if (add || used.size === 0) {
            const row = table.add(n, request().to, request(), n)
            expect(used.has(row)).toBe(false)
            expect([table.state[row], table.answered[row], table.weight[row], table.next[row]]).toEqual([0, 0, 0, NONE])
            expect(table.sentKernel[row]).toBeNaN()
            table.state[row] = 2
            table.answered[row] = 1
            table.weight[row] = 99
            table.sentKernel[row] = 5
            used.set(row, n)
          } else {
            const [row] = [...used.keys()]
            table.remove(row!)
            used.delete(row!)
          }
        }
        for (const [row, n] of used) expect([table.token[row], table.context(row)]).toEqual([n, n])
      }),
    )
  })
})
