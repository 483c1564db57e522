/** Time exceeded: RFC 4443 §3.3, length attribute RFC 4884 §4.5. */
import { readU32 } from '../bytes.js'
import { type Quoting, quotingWithExtensions, readQuoting } from '../extensions/quoting.js'
import { reserved, uint } from '../layout/field.js'
import { message } from '../layout/message.js'
import type { IcmpHead, MessageCodec } from '../message.js'

export interface TimeExceeded6 extends IcmpHead, Quoting {
  family: 6
  kind: 'time-exceeded'
  /** Length of the quoted packet in 64-bit words, where extensions follow it; else 0. */
  lengthAttribute: number
  /** To be zero: the three octets after the length attribute. */
  unused?: number | undefined
}

export const timeExceeded6: MessageCodec<TimeExceeded6> = /* @__PURE__ */ message(
  {
    family: 6,
    kinds: { 3: 'time-exceeded' },
    title: 'Time Exceeded',
    source: 'RFC 4443 §3.3, RFC 4884 §4.5',
    codes: { 0: 'hop limit exceeded in transit', 1: 'fragment reassembly time exceeded' },
    fields: [
      /* @__PURE__ */ uint('lengthAttribute', 8, 'Length'),
      /* @__PURE__ */ reserved(24, 'unused', 'Unused'),
      /* @__PURE__ */ quotingWithExtensions(6),
    ],
  },
  ({ type, code, checksum }, bytes) => {
    const lengthAttribute = bytes[4]!
    const message: TimeExceeded6 = {
      family: 6,
      type,
      code,
      checksum,
      kind: 'time-exceeded',
      lengthAttribute,
      unused: readU32(bytes, 4) & 0xff_ffff,
      quoted: bytes,
    }
    readQuoting(message, bytes, 8, lengthAttribute * 8)
    return message
  },
)
