import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Reordered, Reordering } from './reordering.js'

function told(arrivals: readonly number[]): Reordered {
  const reordered = { count: 0, extent: 0, extents: 0 }
  const reordering = new Reordering(reordered)
  for (const sequence of arrivals) reordering.arrived(sequence)
  return reordered
}

describe('reordering', () => {
  it('is as in the examples of RFC 4737 §4.2.4 and §10', () => {
    expect(told([1, 2, 3, 4, 5])).toEqual({ count: 0, extent: 0, extents: 0 })
    // Packet 4 arrives late, after 5 to 7: its extent is 3.
    expect(told([1, 2, 3, 5, 6, 7, 4, 8])).toEqual({ count: 1, extent: 3, extents: 3 })
    // Extents 3 and 4 (Figure 2 of the RFC's appendix).
    expect(told([1, 2, 3, 7, 8, 9, 10, 4, 5, 6, 11])).toEqual({ count: 3, extent: 6, extents: 4 + 5 + 6 })
  })

  it('agrees with the definition for any order of arrival', () => {
    const order = fc.integer({ min: 1, max: 300 }).chain((n) => {
      const all = Array.from({ length: n }, (_, i) => i + 1)
      return fc.shuffledSubarray(all, { minLength: 1 })
    })
    fc.assert(
      fc.property(order, (arrivals) => {
        const extents = arrivals
          .map((sequence, place) => place - arrivals.findIndex((other, j) => j < place && other > sequence))
          .filter((extent, place) => extent <= place)
        expect(told(arrivals)).toEqual({
          count: extents.length,
          extent: Math.max(0, ...extents),
          extents: extents.reduce((sum, extent) => sum + extent, 0),
        })
      }),
    )
  })

  it('keeps no more than its bound, and then tells the least that an extent can be', () => {
    const inOrder = Array.from({ length: 100_000 }, (_, i) => i + 2)
    expect(told([...inOrder, 1])).toEqual({ count: 1, extent: 4096, extents: 4096 })
  })
})
