/** Echo request and reply: RFC 792 p. 14, RFC 4443 §4.1 and §4.2, of one layout in both families. */
import type { Family } from '../address.js'
import { fits, readU16, writeU16 } from '../bytes.js'
import { internetChecksum } from '../checksum.js'
import type { IcmpHead, MessageCodec } from '../message.js'
import { decoded, truncated } from '../problem.js'

const CHECKSUM = 2
const IDENTIFIER = 4
const SEQUENCE = 6
const DATA = 8

/** Type numbers of the request and of the reply. */
export const ECHO_REQUEST: Readonly<Record<Family, number>> = { 4: 8, 6: 128 }
export const ECHO_REPLY: Readonly<Record<Family, number>> = { 4: 0, 6: 129 }

export interface Echo extends IcmpHead {
  kind: 'echo-request' | 'echo-reply'
  /** Tells the pings of one host apart; plays the part of a port in a NAT. */
  identifier: number
  sequence: number
  data: Uint8Array
}

export function echo(family: Family): MessageCodec<Echo> {
  return {
    family,
    types: [ECHO_REQUEST[family], ECHO_REPLY[family]],
    decode(head, bytes) {
      if (bytes.length < DATA) return truncated(bytes.length, 'the bytes end within the echo header')
      return decoded({
        ...head,
        kind: head.type === ECHO_REQUEST[family] ? 'echo-request' : 'echo-reply',
        identifier: readU16(bytes, IDENTIFIER),
        sequence: readU16(bytes, SEQUENCE),
        data: bytes.subarray(DATA),
      })
    },
    length: ({ data }) => DATA + data.length,
    write({ identifier, sequence, data }, target) {
      writeU16(target, IDENTIFIER, fits(identifier, 16, 'identifier'))
      writeU16(target, SEQUENCE, fits(sequence, 16, 'sequence'))
      target.set(data, DATA)
    },
  }
}

/**
 * Writes an echo request without a record, and gives its length. The caller has seen to the room and the ranges. ICMPv6's
 * checksum stays 0: it needs the addresses, and the system fills it in.
 */
export function writeEchoRequest(
  target: Uint8Array,
  offset: number,
  family: Family,
  identifier: number,
  sequence: number,
  data: Uint8Array,
): number {
  const end = offset + DATA + data.length
  target[offset] = ECHO_REQUEST[family]
  target[offset + 1] = 0
  writeU16(target, offset + CHECKSUM, 0)
  writeU16(target, offset + IDENTIFIER, identifier)
  writeU16(target, offset + SEQUENCE, sequence)
  target.set(data, offset + DATA)
  if (family === 4) writeU16(target, offset + CHECKSUM, internetChecksum(target, offset, end))
  return end - offset
}
