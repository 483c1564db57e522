import { microseconds } from '../statistics.js'

/** Milliseconds with three decimals out of microseconds, as in the summary. */
export function thousandths(us: bigint): string {
  return `${us / 1000n}.${String(us % 1000n).padStart(3, '0')}`
}

/**
 * The `time=` of a reply: three significant digits from 1 ms on, rounded; below, all the microseconds. Checked against
 * 160 replies of 20221126 whose microseconds its summary told, among them those beside 10 and 100 ms.
 * @param rtt milliseconds
 */
export function triptime(rtt: number): string {
  const us = microseconds(rtt)
  if (us >= 99_950n) return String((us + 500n) / 1000n)
  if (us >= 9_995n) return decimals(us + 50n, 1)
  if (us >= 1_000n) return decimals(us + 5n, 2)
  return decimals(us, 3)
}

function decimals(us: bigint, digits: number): string {
  return `${us / 1000n}.${String(us % 1000n)
    .padStart(3, '0')
    .slice(0, digits)}`
}

/** The prefix of `-D`. @param at milliseconds since 1970 */
export function timestamp(at: number): string {
  const us = Math.floor(at * 1000)
  return `[${Math.floor(us / 1e6)}.${String(us % 1e6).padStart(6, '0')}] `
}
