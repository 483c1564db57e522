import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { iputilsRoot, microseconds, Statistics } from './statistics.js'

function after(times: readonly number[], duplicates = 0): Statistics {
  const statistics = new Statistics()
  for (const time of times) {
    statistics.received++
    statistics.time(time)
  }
  for (let n = 0; n < duplicates; n++) {
    statistics.duplicates++
    statistics.time(times[0] ?? 0)
  }
  return statistics
}

describe('round trips', () => {
  it('are those of plain arithmetic, cut to microseconds', () => {
    const rtt = fc.integer({ min: 0, max: 10_000_000 }).map((us) => us / 1000)
    fc.assert(
      fc.property(fc.array(rtt, { minLength: 1, maxLength: 50 }), (times) => {
        const us = times.map((time) => Math.round(time * 1000))
        const average = us.reduce((sum, one) => sum + one, 0) / us.length
        const spread = Math.sqrt(us.reduce((sum, one) => sum + (one - average) ** 2, 0) / us.length)
        const round = after(times).roundTrips()!
        expect(Number(round.min)).toBe(Math.min(...us))
        expect(Number(round.max)).toBe(Math.max(...us))
        expect(Number(round.avg)).toBe(Math.floor(average))
        // Cut instead of rounded, and one too high just below a square.
        expect(Math.abs(Number(round.mdev) - spread)).toBeLessThanOrEqual(2 + spread * 1e-3)
      }),
    )
  })

  it('weigh the latest one by an eighth', () => {
    expect(after([8, 16]).roundTrips()?.ewma).toBe(9000n)
  })

  it('count the times of duplicates too, as iputils does', () => {
    expect(after([1, 3], 2).roundTrips()).toMatchObject({ avg: 1500n, min: 1000n, max: 3000n })
  })

  it('are not there before the first', () => {
    expect(new Statistics().roundTrips()).toBeUndefined()
  })
})

describe('the pipe', () => {
  it('is the most that was ever unanswered', () => {
    const statistics = new Statistics()
    for (let now = 0; now < 5; now++) statistics.sent(now)
    statistics.acknowledge(2)
    statistics.acknowledge(5)
    expect(statistics.pipe).toBe(4)
    expect(statistics.duration).toBe(4)
  })
})

describe('the integer root', () => {
  it('is exact, but one too high just below a square', () => {
    fc.assert(
      fc.property(fc.bigInt(2n, 10n ** 12n), (root) => {
        expect(iputilsRoot(root * root)).toBe(root)
        expect(iputilsRoot(root * root - 1n)).toBe(root)
        expect(iputilsRoot(root * root + 1n)).toBe(root)
      }),
    )
    expect([0n, 1n, 2n, 3n, 8n, 15n].map(iputilsRoot)).toEqual([0n, 1n, 1n, 2n, 3n, 4n])
  })
})

it('takes milliseconds to the nearest microsecond, never below 0', () => {
  expect([0, 0.0004, 0.0006, 1.2345, -1].map(microseconds)).toEqual([0n, 0n, 1n, 1235n, 0n])
})
