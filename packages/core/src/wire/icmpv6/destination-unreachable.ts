/** Destination unreachable: RFC 4443 §3.1, length attribute RFC 4884 §4.4. */
import { fits, readU32, writeU32 } from '../bytes.js'
import type { IcmpHead, MessageCodec } from '../message.js'
import { decoded, truncated } from '../problem.js'

const LENGTH = 4
const QUOTED = 8

export interface DestinationUnreachable6 extends IcmpHead {
  family: 6
  kind: 'destination-unreachable'
  /** Length of the quoted packet in 64-bit words, where extensions follow it; else 0. */
  lengthAttribute: number
  /** To be zero: the three octets after the length attribute. */
  unused: number
  /** The packet that caused the error, its padding, and extensions, as they came: see `decodeQuoted`. */
  quoted: Uint8Array
}

export const destinationUnreachable6: MessageCodec<DestinationUnreachable6> = {
  family: 6,
  types: [1],
  decode(head, bytes) {
    if (bytes.length < QUOTED) return truncated(bytes.length, 'the bytes end within the error header')
    return decoded({
      ...head,
      family: 6,
      kind: 'destination-unreachable',
      lengthAttribute: bytes[LENGTH]!,
      unused: readU32(bytes, LENGTH) & 0x00ff_ffff,
      quoted: bytes.subarray(QUOTED),
    })
  },
  length: ({ quoted }) => QUOTED + quoted.length,
  write({ lengthAttribute, unused, quoted }, target) {
    const word = fits(lengthAttribute, 8, 'length attribute') * 0x100_0000 + fits(unused, 24, 'unused octets')
    writeU32(target, LENGTH, word)
    target.set(quoted, QUOTED)
  },
}
