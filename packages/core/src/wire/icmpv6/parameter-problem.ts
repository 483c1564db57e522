/** Parameter problem: RFC 4443 §3.4. It never carries extensions; codes 3 to 10 are from RFC 7112, 8986 and 8883. */
import { fits, readU32, writeU32 } from '../bytes.js'
import type { IcmpHead, MessageCodec } from '../message.js'
import { decoded, truncated } from '../problem.js'

const POINTER = 4
const QUOTED = 8

export interface ParameterProblem6 extends IcmpHead {
  family: 6
  kind: 'parameter-problem'
  /** Offset in bytes of the offending octet in the packet; it may lie beyond what is quoted. */
  pointer: number
  /** The packet that caused the error, as much as came of it: see `decodeQuoted`. */
  quoted: Uint8Array
}

export const parameterProblem6: MessageCodec<ParameterProblem6> = {
  family: 6,
  types: [4],
  decode(head, bytes) {
    if (bytes.length < QUOTED) return truncated(bytes.length, 'the bytes end within the error header')
    return decoded({
      ...head,
      family: 6,
      kind: 'parameter-problem',
      pointer: readU32(bytes, POINTER),
      quoted: bytes.subarray(QUOTED),
    })
  },
  length: ({ quoted }) => QUOTED + quoted.length,
  write({ pointer, quoted }, target) {
    writeU32(target, POINTER, fits(pointer, 32, 'pointer'))
    target.set(quoted, QUOTED)
  },
}
