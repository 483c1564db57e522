import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RoundTrips } from './round-trips.js'

const rtts = fc.array(fc.double({ min: 1e-5, max: 3_000_000, noNaN: true }), { minLength: 1, maxLength: 400 })

function of(values: readonly number[]): RoundTrips {
  const roundTrips = new RoundTrips()
  for (const value of values) roundTrips.add(value)
  return roundTrips
}

describe('round-trip times', () => {
  it('have no numbers before the first', () => {
    expect(new RoundTrips().snapshot([50], undefined)).toBeUndefined()
    expect(new RoundTrips().percentile(50)).toBeUndefined()
  })

  it('have the moments of the values, whatever those are', () => {
    fc.assert(
      fc.property(rtts, (values) => {
        const { minimum, mean, maximum, mdev } = of(values).snapshot([], undefined)!
        const average = values.reduce((sum, value) => sum + value, 0) / values.length
        const variance = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length
        expect(minimum).toBe(Math.min(...values))
        expect(maximum).toBe(Math.max(...values))
        expect(Math.abs(mean - average)).toBeLessThanOrEqual(1e-9 * maximum)
        expect(Math.abs(mdev - Math.sqrt(variance))).toBeLessThanOrEqual(1e-6 * maximum)
      }),
    )
  })

  it('keep their deviation where it is small beside them', () => {
    const { mdev } = of([1e6, 1e6 + 0.001, 1e6 + 0.002]).snapshot([], undefined)!
    expect(mdev).toBeCloseTo(0.000816, 5)
  })

  it('have the percentiles of the sorted values, to three digits', () => {
    fc.assert(
      fc.property(rtts, fc.double({ min: 0.001, max: 100, noNaN: true }), (values, percentage) => {
        const sorted = [...values].sort((a, b) => a - b)
        // The nearest rank, or the one above where that is within the rounding of the percentage.
        const rank = (percentage / 100) * sorted.length
        const least = sorted[Math.max(0, Math.ceil(rank - 1e-6) - 1)]!
        const most = sorted[Math.max(0, Math.ceil(rank) - 1)]!
        const value = of(values).percentile(percentage)!
        expect(value).toBeGreaterThanOrEqual(least * 0.999 - 1.1e-5)
        expect(value).toBeLessThanOrEqual(most * 1.001 + 1.1e-5)
      }),
    )
  })
})
