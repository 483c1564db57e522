import { describe, expect, it } from 'vitest'
import { growth, slope } from './growth.mjs'
import { Random } from './random.mjs'

const MIB = 1 << 20

/** A minute a sample; memory as that function of the minute has it. */
function samples(count: number, bytes: (minute: number) => number) {
  return Array.from({ length: count }, (_, minute) => {
    const all = { heap: bytes(minute), external: bytes(minute), rss: bytes(minute) }
    return { at: minute * 60, probes: minute * 1000, ...all }
  })
}

describe('growth', () => {
  it('of what stays as it is, or is only noisy, is none', () => {
    const random = new Random(1)
    const noisy = growth(samples(40, () => 50 * MIB + random.below(2 * MIB)))
    for (const { grew } of Object.values(noisy)) expect(grew).toBe(false)
  })

  it('is not what warms up in the first quarter', () => {
    expect(growth(samples(40, (minute) => 50 * MIB + Math.min(minute, 10) * MIB)).heap!).toMatchObject({
      bytes: 0,
      grew: false,
    })
  })

  it('is not one sample at a bad moment', () => {
    expect(growth(samples(40, (minute) => 50 * MIB + (minute === 39 ? 30 * MIB : 0))).heap!.grew).toBe(false)
  })

  it('is what each probe leaves behind', () => {
    const leak = growth(samples(40, (minute) => 50 * MIB + minute * 1000 * 200)).heap!
    expect(leak).toMatchObject({ bytesPerMinute: 200_000, perProbe: 200, grew: true })
  })

  it('of what is resident is none while it swings between the same bounds, as seen in a minute', () => {
    const seen = [164, 132, 137, 136, 130, 135, 139, 144, 159, 161, 161, 160]
    expect(growth(samples(seen.length, (minute) => seen[minute]! * MIB)).rss!.grew).toBe(false)
    const leak = growth(samples(seen.length, (minute) => (seen[minute]! + 6 * minute) * MIB)).rss!
    expect(leak.grew).toBe(true)
  })

  it('of nothing measured is none', () => {
    expect(growth([]).heap!).toMatchObject({ bytes: 0, grew: false })
    expect(slope([])).toBe(0)
  })
})
