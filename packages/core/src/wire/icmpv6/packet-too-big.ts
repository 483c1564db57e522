/** Packet too big: RFC 4443 §3.2. It never carries extensions; the code is ignored on receipt. */
import { fits, readU32, writeU32 } from '../bytes.js'
import type { IcmpHead, MessageCodec } from '../message.js'
import { decoded, truncated } from '../problem.js'

const MTU = 4
const QUOTED = 8

export interface PacketTooBig6 extends IcmpHead {
  family: 6
  kind: 'packet-too-big'
  /** MTU of the next-hop link in bytes. Below 1,280 it is to be ignored (RFC 8201 §4). */
  mtu: number
  /** The packet that caused the error, as much as came of it: see `decodeQuoted`. */
  quoted: Uint8Array
}

export const packetTooBig: MessageCodec<PacketTooBig6> = {
  family: 6,
  types: [2],
  decode(head, bytes) {
    if (bytes.length < QUOTED) return truncated(bytes.length, 'the bytes end within the error header')
    return decoded({
      ...head,
      family: 6,
      kind: 'packet-too-big',
      mtu: readU32(bytes, MTU),
      quoted: bytes.subarray(QUOTED),
    })
  },
  length: ({ quoted }) => QUOTED + quoted.length,
  write({ mtu, quoted }, target) {
    writeU32(target, MTU, fits(mtu, 32, 'MTU'))
    target.set(quoted, QUOTED)
  },
}
