/** Any ICMP message: bytes to record and back. */
import { IcmpError } from '../errors.js'
import type { Family } from './address.js'
import { fits, readU16, writeU16 } from './bytes.js'
import { internetChecksum, internetChecksumValid, type PseudoHeader, pseudoHeaderSum } from './checksum.js'
import type { IcmpMessage } from './message.js'
import { type Decoded, decoded, truncated } from './problem.js'
import { codecOf, codecOfType } from './registry.js'

const CHECKSUM = 2
/** RFC 792 gives every message a second word; ICMPv6 has some that end after the checksum (RFC 4286 §5). */
const SHORTEST: Record<Family, number> = { 4: 8, 6: 4 }

/** `unverifiable`: bytes are missing, or ICMPv6's addresses are not known. */
export type ChecksumState = 'valid' | 'invalid' | 'unverifiable'

export interface DecodedIcmp {
  message: IcmpMessage
  checksum: ChecksumState
}

/**
 * Reads a message from all of its bytes. It never throws. The record's byte fields are views of `bytes`: copy what has
 * to outlive them. For every message that decodes, `encodeIcmp` gives back the same bytes.
 * @param pseudo ICMPv6's addresses; without them its checksum is `unverifiable`
 */
export function decodeIcmp(family: Family, bytes: Uint8Array, pseudo?: PseudoHeader): Decoded<DecodedIcmp> {
  if (bytes.length < SHORTEST[family]) return truncated(bytes.length, 'the bytes end within the ICMP header')
  const type = bytes[0]!
  const head = { family, type, code: bytes[1]!, checksum: readU16(bytes, CHECKSUM) }
  const result = codecOfType(family, type).decode(head, bytes)
  return result.ok ? decoded({ message: result.value, checksum: checksumState(family, bytes, pseudo) }) : result
}

function checksumState(family: Family, bytes: Uint8Array, pseudo: PseudoHeader | undefined): ChecksumState {
  if (family === 6 && pseudo === undefined) return 'unverifiable'
  const initial = pseudo === undefined || family === 4 ? 0 : pseudoHeaderSum(pseudo, bytes.length)
  return internetChecksumValid(bytes, 0, bytes.length, initial) ? 'valid' : 'invalid'
}

/** Bytes that a message takes. */
export function icmpLength(message: IcmpMessage): number {
  return codecOf(message).length(message)
}

/**
 * Writes a message at `offset` and gives the bytes written. A checksum that the record has is written as it is; one that
 * it lacks is computed, for ICMPv6 with the pseudo-header, and left 0 without: the system fills it in when sending.
 * @throws `ICMP_INVALID_OPTION` for a field that does not fit, or too little room
 */
export function encodeIcmpInto(
  message: IcmpMessage,
  target: Uint8Array,
  offset: number,
  pseudo?: PseudoHeader,
): number {
  const codec = codecOf(message)
  const length = codec.length(message)
  if (offset < 0 || offset + length > target.length) {
    const room = Math.max(0, target.length - offset)
    throw new IcmpError('ICMP_INVALID_OPTION', `The message takes ${length} bytes and there is room for ${room}.`)
  }
  const view = target.subarray(offset, offset + length)
  view[0] = fits(message.type, 8, 'type')
  view[1] = fits(message.code, 8, 'code')
  writeU16(view, CHECKSUM, 0)
  codec.write(message, view)
  writeU16(view, CHECKSUM, fits(message.checksum ?? computed(message.family, view, pseudo), 16, 'checksum'))
  return length
}

function computed(family: Family, bytes: Uint8Array, pseudo: PseudoHeader | undefined): number {
  if (family === 4) return internetChecksum(bytes)
  return pseudo === undefined ? 0 : internetChecksum(bytes, 0, bytes.length, pseudoHeaderSum(pseudo, bytes.length))
}

/** The same into an array of its own. */
export function encodeIcmp(message: IcmpMessage, pseudo?: PseudoHeader): Uint8Array {
  const bytes = new Uint8Array(icmpLength(message))
  encodeIcmpInto(message, bytes, 0, pseudo)
  return bytes
}
