/** Reading and writing by index: faster than a DataView for each packet (measured: 16 ns against 117 for a decode). */
import { IcmpError } from '../errors.js'

export function readU16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!
}

export function readU32(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
}

export function writeU16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 8
  bytes[at + 1] = value
}

export function writeU32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24
  bytes[at + 1] = value >>> 16
  bytes[at + 2] = value >>> 8
  bytes[at + 3] = value
}

/**
 * The value of a field, if it fits.
 * @throws `ICMP_INVALID_OPTION`
 */
export function fits(value: number, bits: number, field: string): number {
  if (Number.isInteger(value) && value >= 0 && value < 2 ** bits) return value
  throw new IcmpError('ICMP_INVALID_OPTION', `Invalid ${field} ${value}: give a whole number of at most ${bits} bits.`)
}

/**
 * The bytes of a field, if there are as many as it has.
 * @throws `ICMP_INVALID_OPTION`
 */
export function exactly(bytes: Uint8Array, length: number, field: string): Uint8Array {
  if (bytes.length === length) return bytes
  throw new IcmpError('ICMP_INVALID_OPTION', `Invalid ${field} of ${bytes.length} bytes: give ${length}.`)
}
