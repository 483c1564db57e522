import { IcmpError } from '@icmp/core'

/** The default of every ping since the first: 56 bytes of data make 64 of ICMP. */
export const DEFAULT_SIZE = 56

/**
 * Echo data of that size: the pattern over and over, or each byte its own offset, as iputils' ping fills them.
 * @throws `ICMP_INVALID_OPTION` for a pattern that is not of 1 to 16 bytes
 */
export function echoData(size: number, pattern?: Uint8Array): Uint8Array {
  checkPattern(pattern)
  const data = new Uint8Array(size)
  for (let i = 0; i < size; i++) data[i] = pattern === undefined ? i : pattern[i % pattern.length]!
  return data
}

/** @throws `ICMP_INVALID_OPTION` */
export function checkPattern(pattern: Uint8Array | undefined): void {
  if (pattern === undefined || (pattern instanceof Uint8Array && pattern.length >= 1 && pattern.length <= 16)) return
  throw new IcmpError('ICMP_INVALID_OPTION', 'Invalid pattern: give a Uint8Array of 1 to 16 bytes.')
}
