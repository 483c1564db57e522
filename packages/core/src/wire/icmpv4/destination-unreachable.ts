/** Destination unreachable: RFC 792 p. 4, next-hop MTU RFC 1191 §4, length attribute RFC 4884 §4.1. */
import { readU16 } from '../bytes.js'
import { type Quoting, quotingWithExtensions, readQuoting } from '../extensions/quoting.js'
import { reserved, uint } from '../layout/field.js'
import { message } from '../layout/message.js'
import type { IcmpHead, MessageCodec } from '../message.js'

export interface DestinationUnreachable4 extends IcmpHead, Quoting {
  family: 4
  kind: 'destination-unreachable'
  /** To be zero. */
  unused?: number | undefined
  /** Length of the quoted datagram in 32-bit words, where extensions follow it; else 0. Old routers leave junk here. */
  lengthAttribute: number
  /** With code 4, fragmentation needed: the next-hop MTU in bytes, 0 from routers older than RFC 1191. Else to be zero. */
  nextHopMtu: number
}

export const destinationUnreachable4: MessageCodec<DestinationUnreachable4> = /* @__PURE__ */ message(
  {
    family: 4,
    kinds: { 3: 'destination-unreachable' },
    title: 'Destination Unreachable',
    source: 'RFC 792, RFC 1122 §3.2.2.1, RFC 1191 §4, RFC 1812 §5.2.7.1, RFC 4884 §4.1',
    codes: {
      0: 'net unreachable',
      1: 'host unreachable',
      2: 'protocol unreachable',
      3: 'port unreachable',
      4: 'fragmentation needed',
      5: 'source route failed',
      6: 'destination network unknown',
      7: 'destination host unknown',
      8: 'source host isolated',
      9: 'network administratively prohibited',
      10: 'host administratively prohibited',
      11: 'network unreachable for type of service',
      12: 'host unreachable for type of service',
      13: 'communication administratively prohibited',
      14: 'host precedence violation',
      15: 'precedence cutoff in effect',
    },
    fields: [
      /* @__PURE__ */ reserved(8, 'unused', 'Unused'),
      /* @__PURE__ */ uint('lengthAttribute', 8, 'Length'),
      /* @__PURE__ */ uint('nextHopMtu', 16, 'Next-hop MTU'),
      /* @__PURE__ */ quotingWithExtensions(4),
    ],
  },
  ({ type, code, checksum }, bytes) => {
    const lengthAttribute = bytes[5]!
    const message: DestinationUnreachable4 = {
      family: 4,
      type,
      code,
      checksum,
      kind: 'destination-unreachable',
      unused: bytes[4]!,
      lengthAttribute,
      nextHopMtu: readU16(bytes, 6),
      quoted: bytes,
    }
    readQuoting(message, bytes, 8, lengthAttribute * 4)
    return message
  },
)
