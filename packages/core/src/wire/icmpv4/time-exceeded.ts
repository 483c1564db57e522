/** Time exceeded: RFC 792 p. 6, length attribute RFC 4884 §4.2. */
import { fits, readU16, writeU16 } from '../bytes.js'
import type { IcmpHead, MessageCodec } from '../message.js'
import { decoded, truncated } from '../problem.js'

const UNUSED = 4
const LENGTH = 5
const UNUSED_WORD = 6
const QUOTED = 8

export interface TimeExceeded4 extends IcmpHead {
  family: 4
  kind: 'time-exceeded'
  /** To be zero. */
  unused: number
  /** Length of the quoted datagram in 32-bit words, where extensions follow it; else 0. */
  lengthAttribute: number
  /** To be zero: the two octets after the length attribute. */
  unusedWord: number
  /** The datagram that caused the error, its padding, and extensions, as they came: see `decodeQuoted`. */
  quoted: Uint8Array
}

export const timeExceeded4: MessageCodec<TimeExceeded4> = {
  family: 4,
  types: [11],
  decode(head, bytes) {
    if (bytes.length < QUOTED) return truncated(bytes.length, 'the bytes end within the error header')
    return decoded({
      ...head,
      family: 4,
      kind: 'time-exceeded',
      unused: bytes[UNUSED]!,
      lengthAttribute: bytes[LENGTH]!,
      unusedWord: readU16(bytes, UNUSED_WORD),
      quoted: bytes.subarray(QUOTED),
    })
  },
  length: ({ quoted }) => QUOTED + quoted.length,
  write({ unused, lengthAttribute, unusedWord, quoted }, target) {
    target[UNUSED] = fits(unused, 8, 'unused octet')
    target[LENGTH] = fits(lengthAttribute, 8, 'length attribute')
    writeU16(target, UNUSED_WORD, fits(unusedWord, 16, 'unused word'))
    target.set(quoted, QUOTED)
  },
}
