import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chart, milliseconds, type Sample } from './chart.js'

const lines = (samples: readonly Sample[], width: number, height: number): string[] => {
  const { rows, marks } = chart(samples, width, height)
  return [...rows.map(({ label, cells }) => label + cells), marks]
}

describe('the chart', () => {
  it('has a column for each request, the newest at the right, and marks what is missing', () => {
    expect(lines([1, 2, 'lost', 4, 'error', 5, undefined], 20, 2)).toEqual([
      '5.00 ┤          ▅ █ ',
      '     │       ▃▆ █ █ ',
      '               x !  ',
    ])
  })

  it('shows the latest that have room', () => {
    const [row, marks] = lines([100, 0.05, 0.05, 0.05, 'lost', 0.1], 9, 1)
    expect([row, marks]).toEqual(['0.100 ┤ █', '       x '])
  })

  it('shows a reply, however quick it was beside the others', () => {
    expect(lines([0.001, 500], 12, 2)[1]).toBe('    │     ▁█'.padStart(12).slice(-12))
  })

  it('without a reply has a scale all the same', () => {
    expect(lines([undefined, 'lost'], 12, 1)).toEqual(['1.00 ┤      ', '           x'])
  })

  it('is as wide and as high as it may be, whatever there is', () => {
    const sample = fc.oneof(fc.double({ min: 0, max: 1e7, noNaN: true }), fc.constantFrom('lost', 'error', undefined))
    fc.assert(
      fc.property(fc.array(sample), fc.integer({ min: 12, max: 200 }), fc.integer({ min: 1, max: 40 }), (all, w, h) => {
        const drawn = lines(all as Sample[], w, h)
        expect(drawn.length).toBe(h + 1)
        for (const line of drawn) expect([...line].length).toBe(w)
      }),
    )
  })
})

it('times have three digits', () => {
  expect([0, 0.0371, 1.234, 12.34, 123.4].map(milliseconds)).toEqual(['0.000', '0.037', '1.23', '12.3', '123'])
})
