import type { Range } from './numbers.js'

/** What the system's calls take at most. */
export const INT_MAX = 2_147_483_647

/** The bound of the family is checked when the destination's is known. */
export const SIZE: Range = {
  flag: '-s',
  least: 0,
  most: 65_527,
  expected: 'a number of data bytes from 0 to 65507 (IPv6: 65527)',
  above: 'ICMP_PAYLOAD_TOO_LARGE',
}

export const TTL: Range = {
  flag: '-t',
  least: 1,
  most: 255,
  expected: 'a whole number from 1 to 255',
  code: 'ICMP_INVALID_HOP_LIMIT',
}
