/** Parameter problem: RFC 792 p. 8, codes RFC 1108 §4 and RFC 1122 §3.2.2.5, length attribute RFC 4884 §4.3. */
import { fits, readU16, writeU16 } from '../bytes.js'
import type { IcmpHead, MessageCodec } from '../message.js'
import { decoded, truncated } from '../problem.js'

const POINTER = 4
const LENGTH = 5
const UNUSED_WORD = 6
const QUOTED = 8

export interface ParameterProblem4 extends IcmpHead {
  family: 4
  kind: 'parameter-problem'
  /** Offset in bytes of the offending octet in the quoted datagram; means something with code 0 only. */
  pointer: number
  /** Length of the quoted datagram in 32-bit words, where extensions follow it; else 0. */
  lengthAttribute: number
  /** To be zero: the two octets after the length attribute. */
  unusedWord: number
  /** The datagram that caused the error, its padding, and extensions, as they came: see `decodeQuoted`. */
  quoted: Uint8Array
}

export const parameterProblem4: MessageCodec<ParameterProblem4> = {
  family: 4,
  types: [12],
  decode(head, bytes) {
    if (bytes.length < QUOTED) return truncated(bytes.length, 'the bytes end within the error header')
    return decoded({
      ...head,
      family: 4,
      kind: 'parameter-problem',
      pointer: bytes[POINTER]!,
      lengthAttribute: bytes[LENGTH]!,
      unusedWord: readU16(bytes, UNUSED_WORD),
      quoted: bytes.subarray(QUOTED),
    })
  },
  length: ({ quoted }) => QUOTED + quoted.length,
  write({ pointer, lengthAttribute, unusedWord, quoted }, target) {
    target[POINTER] = fits(pointer, 8, 'pointer')
    target[LENGTH] = fits(lengthAttribute, 8, 'length attribute')
    writeU16(target, UNUSED_WORD, fits(unusedWord, 16, 'unused word'))
    target.set(quoted, QUOTED)
  },
}
