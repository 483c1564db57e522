/** Destination unreachable: RFC 4443 §3.1, length attribute RFC 4884 §4.4. */
import { readU32 } from '../bytes.js'
import { type Quoting, quotingWithExtensions, readQuoting } from '../extensions/quoting.js'
import { reserved, uint } from '../layout/field.js'
import { message } from '../layout/message.js'
import type { IcmpHead, MessageCodec } from '../message.js'

export interface DestinationUnreachable6 extends IcmpHead, Quoting {
  family: 6
  kind: 'destination-unreachable'
  /** Length of the quoted packet in 64-bit words, where extensions follow it; else 0. */
  lengthAttribute: number
  /** To be zero: the three octets after the length attribute. */
  unused?: number | undefined
}

export const destinationUnreachable6: MessageCodec<DestinationUnreachable6> = /* @__PURE__ */ message(
  {
    family: 6,
    kinds: { 1: 'destination-unreachable' },
    title: 'Destination Unreachable',
    source: 'RFC 4443 §3.1, RFC 4884 §4.4',
    codes: {
      0: 'no route to destination',
      1: 'administratively prohibited',
      2: 'beyond scope of source address',
      3: 'address unreachable',
      4: 'port unreachable',
      5: 'source address failed ingress/egress policy',
      6: 'reject route to destination',
      7: 'error in source routing header',
      8: 'headers too long',
      9: 'error in P-Route',
    },
    fields: [
      /* @__PURE__ */ uint('lengthAttribute', 8, 'Length'),
      /* @__PURE__ */ reserved(24, 'unused', 'Unused'),
      /* @__PURE__ */ quotingWithExtensions(6),
    ],
  },
  ({ type, code, checksum }, bytes) => {
    const lengthAttribute = bytes[4]!
    const message: DestinationUnreachable6 = {
      family: 6,
      type,
      code,
      checksum,
      kind: 'destination-unreachable',
      lengthAttribute,
      unused: readU32(bytes, 4) & 0xff_ffff,
      quoted: bytes,
    }
    readQuoting(message, bytes, 8, lengthAttribute * 8)
    return message
  },
)
