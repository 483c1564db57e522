import { describe, expect, it } from 'vitest'
import { fateOf, TIMEOUT } from './fate.mjs'
import { addressOf, keyOf, targetOf } from './identity.mjs'
import { mix, Random } from './random.mjs'

const requests = Array.from({ length: 5000 }, (_, n) => ({
  family: n % 2 === 0 ? 4 : 6,
  target: 0x100 + (n >> 3),
  task: n % 50,
  ordinal: 1 + (n % 3),
}))

describe('the fate of a request', () => {
  it('is the same whenever and in whatever order it is asked for', () => {
    const forwards = requests.map((request) => fateOf(5, request))
    const backwards = [...requests].reverse().map((request) => fateOf(5, request))
    expect(backwards.reverse()).toEqual(forwards)
  })

  it('is another one with another seed, target, task or turn', () => {
    const request = requests[0]!
    const others = [
      fateOf(6, request),
      ...[{ family: 6 }, { target: 0x101 }, { task: 1 }, { ordinal: 2 }].map((change) =>
        fateOf(5, { ...request, ...change }),
      ),
    ]
    const rolls = [fateOf(5, request), ...others].map(({ answers }) => answers[0]?.after)
    expect(new Set(rolls).size).toBe(rolls.length)
  })

  it('is each of the kinds, as often as meant', () => {
    const counts: Record<string, number> = {}
    for (const request of requests) {
      const { fate } = fateOf(7, request)
      counts[fate] = (counts[fate] ?? 0) + 1
    }
    expect(Object.keys(counts)).toHaveLength(11)
    // 5,000 draws: five standard deviations.
    expect(Math.abs(counts.answered! / requests.length - 0.58)).toBeLessThan(0.035)
    expect(Math.abs(counts.lost! / requests.length - 0.08)).toBeLessThan(0.02)
  })

  it('comes well before the timeout or well after it, in order', () => {
    for (const request of requests) {
      const times = fateOf(8, request).answers.map(({ after }) => after)
      expect(times).toEqual([...times].sort((a, b) => a - b))
      for (const after of times) expect(after < TIMEOUT * 0.4 || after > TIMEOUT * 1.5).toBe(true)
    }
  })
})

describe('identities', () => {
  it('a target is read from its address', () => {
    expect(addressOf(4, 0x01_0203)).toBe('10.1.2.3')
    expect(addressOf(6, 0xab_0203)).toBe('fd82::ab:203')
    expect(addressOf(6, 0x203)).toBe('fd82::203')
    expect(targetOf(Uint8Array.of(10, 1, 2, 3))).toBe(0x01_0203)
  })

  it('the task counts only where the request can carry it', () => {
    const request = { family: 4, target: 300, task: 9 }
    expect(keyOf({ ...request, size: 31 })).toBe(keyOf({ ...request, task: 0, size: 56 }))
    expect(keyOf({ ...request, size: 32 })).not.toBe(keyOf({ ...request, task: 0, size: 56 }))
  })
})

describe('randomness', () => {
  it('does not lie in patterns of the input', () => {
    // Each of the 32 bits is set in half of what neighbouring inputs give: 100 of 20,000 are 1.4 standard deviations.
    for (let bit = 0; bit < 32; bit++) {
      let set = 0
      for (let n = 0; n < 20_000; n++) set += (mix(1, n) >>> bit) & 1
      expect(Math.abs(set - 10_000)).toBeLessThan(500)
    }
  })

  it('stays within its ranges', () => {
    const random = new Random(3)
    const drawn = Array.from({ length: 2000 }, () => random.between(3, 7))
    expect([...new Set(drawn)].sort()).toEqual([3, 4, 5, 6, 7])
    expect(new Set(Array.from({ length: 500 }, () => random.weighted({ a: 1, never: 0, b: 1 })))).toEqual(
      new Set(['a', 'b']),
    )
  })
})
