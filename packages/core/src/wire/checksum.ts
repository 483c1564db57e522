/** The internet checksum (RFC 1071), its incremental update (RFC 1624), and ICMPv6's pseudo-header (RFC 8200 §8.1). */
import { readU16 } from './bytes.js'

/** From this length on, reading 32 bits at a time gains more than making the view costs (measured: 430 against 653 ns at 1,472 bytes). */
const WORDS_FROM = 512
const LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1

/**
 * The one's complement sum of 16-bit words, folded to 16 bits; a last odd byte is the high half of a word.
 * @param initial a sum to add to: a pseudo-header's
 */
export function onesSum(bytes: Uint8Array, start = 0, end: number = bytes.length, initial = 0): number {
  const aligned = end - start >= WORDS_FROM && LITTLE_ENDIAN && ((bytes.byteOffset + start) & 3) === 0
  return fold(initial + (aligned ? sumWords(bytes, start, end) : sumLanes(bytes, start, end)))
}

/** High and low bytes are summed apart and put together once: no shift in the loop. */
function sumLanes(bytes: Uint8Array, start: number, end: number): number {
  let high = 0
  let low = 0
  let at = start
  for (const stop = end - 15; at < stop; at += 16) {
    high +=
      bytes[at]! +
      bytes[at + 2]! +
      bytes[at + 4]! +
      bytes[at + 6]! +
      bytes[at + 8]! +
      bytes[at + 10]! +
      bytes[at + 12]! +
      bytes[at + 14]!
    low +=
      bytes[at + 1]! +
      bytes[at + 3]! +
      bytes[at + 5]! +
      bytes[at + 7]! +
      bytes[at + 9]! +
      bytes[at + 11]! +
      bytes[at + 13]! +
      bytes[at + 15]!
  }
  for (; at + 1 < end; at += 2) {
    high += bytes[at]!
    low += bytes[at + 1]!
  }
  if (at < end) high += bytes[at]!
  return high * 256 + low
}

/** The sum is the same in either byte order, swapped (RFC 1071 §2 B). */
function sumWords(bytes: Uint8Array, start: number, end: number): number {
  const count = (end - start) >> 2
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset + start, count)
  let low = 0
  let high = 0
  let i = 0
  for (const stop = count - 3; i < stop; i += 4) {
    const a = words[i]!
    const b = words[i + 1]!
    const c = words[i + 2]!
    const d = words[i + 3]!
    low += (a & 0xffff) + (b & 0xffff) + (c & 0xffff) + (d & 0xffff)
    high += (a >>> 16) + (b >>> 16) + (c >>> 16) + (d >>> 16)
  }
  for (; i < count; i++) {
    low += words[i]! & 0xffff
    high += words[i]! >>> 16
  }
  const sum = fold(low + high)
  return ((sum & 0xff) << 8) + (sum >>> 8) + sumLanes(bytes, start + count * 4, end)
}

/** Carries go round (RFC 1071 §2): 2^16 and 2^32 count as 1. Three turns are enough for 32 bits. */
function fold(sum: number): number {
  let folded = sum > 0xffff_ffff ? (sum % 0x1_0000_0000) + Math.floor(sum / 0x1_0000_0000) : sum
  folded = (folded & 0xffff) + (folded >>> 16)
  folded = (folded & 0xffff) + (folded >>> 16)
  return (folded & 0xffff) + (folded >>> 16)
}

/** What goes into the checksum field, computed with zeros there. 0 is an ordinary value for ICMP: there is no "not sent". */
export function internetChecksum(bytes: Uint8Array, start = 0, end: number = bytes.length, initial = 0): number {
  return ~onesSum(bytes, start, end, initial) & 0xffff
}

/** By folding, not by comparing: 0x0000 and 0xffff are the same number in one's complement, and both are seen. */
export function internetChecksumValid(bytes: Uint8Array, start = 0, end: number = bytes.length, initial = 0): boolean {
  return onesSum(bytes, start, end, initial) === 0xffff
}

/** The checksum after a 16-bit field changed from `before` to `after` (RFC 1624 §3, equation 3). */
export function updateChecksum(checksum: number, before: number, after: number): number {
  return ~fold((~checksum & 0xffff) + (~before & 0xffff) + after) & 0xffff
}

/** The same for a 32-bit field that starts at an even offset. */
export function updateChecksum32(checksum: number, before: number, after: number): number {
  const high = updateChecksum(checksum, before >>> 16, after >>> 16)
  return updateChecksum(high, before & 0xffff, after & 0xffff)
}

/** The two addresses that ICMPv6's checksum covers beside the message. The destination is the final one. */
export interface PseudoHeader {
  /** 16 bytes each. */
  source: Uint8Array
  destination: Uint8Array
}

/** The pseudo-header's part of the sum, for a message of that length. */
export function pseudoHeaderSum({ source, destination }: PseudoHeader, length: number, nextHeader = 58): number {
  let sum = (length >>> 16) + (length & 0xffff) + nextHeader
  for (let i = 0; i < 16; i += 2) sum += readU16(source, i) + readU16(destination, i)
  return fold(sum)
}
