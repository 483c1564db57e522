import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mldMaximumResponseCode, mldMaximumResponseDelay, mldQueryInterval, mldQueryIntervalCode } from './mld-times.js'

describe('floating-point codes of MLDv2', () => {
  it.each([
    [0, 0],
    [32_767, 32_767],
    [0x8000, 32_768],
    [0x8001, 32_776],
    [0x9000, 65_536],
    [0xffff, 8_387_584],
  ])('response code %i is %i ms', (code, delay) => {
    expect(mldMaximumResponseDelay(code)).toBe(delay)
    expect(mldMaximumResponseCode(delay)).toBe(code)
  })

  it.each([
    [127, 127],
    [0x80, 128],
    [0x8f, 248],
    [0x90, 256],
    [0xff, 31_744],
  ])('query interval code %i is %i s', (code, seconds) => {
    expect(mldQueryInterval(code)).toBe(seconds)
    expect(mldQueryIntervalCode(seconds)).toBe(code)
  })

  it('of a value say no more than it, and the next one says more', () => {
    fc.assert(
      fc.property(fc.nat(8_387_583), (delay) => {
        const code = mldMaximumResponseCode(delay)
        expect(mldMaximumResponseDelay(code)).toBeLessThanOrEqual(delay)
        expect(mldMaximumResponseDelay(code + 1)).toBeGreaterThan(delay)
      }),
    )
  })

  it('of more than they can say are the largest', () => {
    expect([mldMaximumResponseCode(2 ** 31), mldQueryIntervalCode(2 ** 20)]).toEqual([0xffff, 0xff])
    expect(() => mldQueryIntervalCode(-1)).toThrow(expect.objectContaining({ code: 'ICMP_INVALID_OPTION' }))
  })
})
