/** Time exceeded: RFC 792 p. 6, length attribute RFC 4884 §4.2. */
import { readU16 } from '../bytes.js'
import { type Quoting, quotingWithExtensions, readQuoting } from '../extensions/quoting.js'
import { reserved, uint } from '../layout/field.js'
import { message } from '../layout/message.js'
import type { IcmpHead, MessageCodec } from '../message.js'

export interface TimeExceeded4 extends IcmpHead, Quoting {
  family: 4
  kind: 'time-exceeded'
  /** To be zero. */
  unused?: number | undefined
  /** Length of the quoted datagram in 32-bit words, where extensions follow it; else 0. */
  lengthAttribute: number
  /** To be zero: the two octets after the length attribute. */
  unusedWord?: number | undefined
}

export const timeExceeded4: MessageCodec<TimeExceeded4> = /* @__PURE__ */ message(
  {
    family: 4,
    kinds: { 11: 'time-exceeded' },
    title: 'Time Exceeded',
    source: 'RFC 792, RFC 4884 §4.2',
    codes: { 0: 'time to live exceeded in transit', 1: 'fragment reassembly time exceeded' },
    fields: [
      /* @__PURE__ */ reserved(8, 'unused', 'Unused'),
      /* @__PURE__ */ uint('lengthAttribute', 8, 'Length'),
      /* @__PURE__ */ reserved(16, 'unusedWord', 'Unused'),
      /* @__PURE__ */ quotingWithExtensions(4),
    ],
  },
  ({ type, code, checksum }, bytes) => {
    const lengthAttribute = bytes[5]!
    const message: TimeExceeded4 = {
      family: 4,
      type,
      code,
      checksum,
      kind: 'time-exceeded',
      unused: bytes[4]!,
      lengthAttribute,
      unusedWord: readU16(bytes, 6),
      quoted: bytes,
    }
    readQuoting(message, bytes, 8, lengthAttribute * 4)
    return message
  },
)
