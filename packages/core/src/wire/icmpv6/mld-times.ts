/** The floating-point fields of MLDv2: RFC 3810 §5.1.3 and §5.1.9. */
import { fits } from '../bytes.js'

/** A code above the bound is a mantissa with a hidden one and an exponent: `(mant | 1 << bits) << (exp + 3)`. */
function decodeFloat(code: number, mantissaBits: number): number {
  const bound = 1 << (mantissaBits + 3)
  if (code < bound) return code
  const mantissa = code & ((1 << mantissaBits) - 1)
  const exponent = (code >>> mantissaBits) & 7
  return (mantissa | (1 << mantissaBits)) * 2 ** (exponent + 3)
}

/** The largest code that says no more than the value. */
function encodeFloat(value: number, mantissaBits: number): number {
  const bound = 1 << (mantissaBits + 3)
  if (value < bound) return value
  for (let exponent = 0; exponent < 8; exponent++) {
    const mantissa = Math.floor(value / 2 ** (exponent + 3))
    if (mantissa < 1 << (mantissaBits + 1))
      return bound | (exponent << mantissaBits) | (mantissa & ((1 << mantissaBits) - 1))
  }
  return (bound << 1) - 1
}

/** Milliseconds of a Maximum Response Code, up to 8,387,584. */
export function mldMaximumResponseDelay(code: number): number {
  return decodeFloat(fits(code, 16, 'maximum response code'), 12)
}

/** The code for so many milliseconds, rounded down to what one can say. @throws `ICMP_INVALID_OPTION` */
export function mldMaximumResponseCode(milliseconds: number): number {
  return encodeFloat(fits(milliseconds, 32, 'maximum response delay'), 12)
}

/** Seconds of a Querier's Query Interval Code, up to 31,744. */
export function mldQueryInterval(code: number): number {
  return decodeFloat(fits(code, 8, "querier's query interval code"), 4)
}

/** The code for so many seconds, rounded down to what one can say. @throws `ICMP_INVALID_OPTION` */
export function mldQueryIntervalCode(seconds: number): number {
  return encodeFloat(fits(seconds, 32, "querier's query interval"), 4)
}
