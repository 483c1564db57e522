/** Destination unreachable: RFC 792 p. 4, next-hop MTU RFC 1191 §4, length attribute RFC 4884 §4.1. */
import { fits, readU16, writeU16 } from '../bytes.js'
import type { IcmpHead, MessageCodec } from '../message.js'
import { decoded, truncated } from '../problem.js'

const UNUSED = 4
const LENGTH = 5
const NEXT_HOP_MTU = 6
const QUOTED = 8

export interface DestinationUnreachable4 extends IcmpHead {
  family: 4
  kind: 'destination-unreachable'
  /** To be zero. */
  unused: number
  /** Length of the quoted datagram in 32-bit words, where extensions follow it; else 0. Old routers leave junk here. */
  lengthAttribute: number
  /** With code 4, fragmentation needed: the next-hop MTU in bytes, 0 from routers older than RFC 1191. Else to be zero. */
  nextHopMtu: number
  /** The datagram that caused the error, its padding, and extensions, as they came: see `decodeQuoted`. */
  quoted: Uint8Array
}

export const destinationUnreachable4: MessageCodec<DestinationUnreachable4> = {
  family: 4,
  types: [3],
  decode(head, bytes) {
    if (bytes.length < QUOTED) return truncated(bytes.length, 'the bytes end within the error header')
    return decoded({
      ...head,
      family: 4,
      kind: 'destination-unreachable',
      unused: bytes[UNUSED]!,
      lengthAttribute: bytes[LENGTH]!,
      nextHopMtu: readU16(bytes, NEXT_HOP_MTU),
      quoted: bytes.subarray(QUOTED),
    })
  },
  length: ({ quoted }) => QUOTED + quoted.length,
  write({ unused, lengthAttribute, nextHopMtu, quoted }, target) {
    target[UNUSED] = fits(unused, 8, 'unused octet')
    target[LENGTH] = fits(lengthAttribute, 8, 'length attribute')
    writeU16(target, NEXT_HOP_MTU, fits(nextHopMtu, 16, 'next-hop MTU'))
    target.set(quoted, QUOTED)
  },
}
