/** Parameter problem: RFC 792 p. 8, codes RFC 1108 §4 and RFC 1122 §3.2.2.5, length attribute RFC 4884 §4.3. */
import { type Quoting, quotingWithExtensions } from '../extensions/quoting.js'
import { reserved, uint } from '../layout/field.js'
import { message } from '../layout/message.js'
import type { IcmpHead, MessageCodec } from '../message.js'

export interface ParameterProblem4 extends IcmpHead, Quoting {
  family: 4
  kind: 'parameter-problem'
  /** Offset in bytes of the offending octet in the quoted datagram; means something with code 0 only. */
  pointer: number
  /** Length of the quoted datagram in 32-bit words, where extensions follow it; else 0. */
  lengthAttribute: number
  /** To be zero: the two octets after the length attribute. */
  unusedWord?: number | undefined
}

export const parameterProblem4: MessageCodec<ParameterProblem4> = /* @__PURE__ */ message({
  family: 4,
  kinds: { 12: 'parameter-problem' },
  title: 'Parameter Problem',
  source: 'RFC 792, RFC 1108 §4, RFC 4884 §4.3',
  codes: { 0: 'pointer indicates the error', 1: 'missing a required option', 2: 'bad length' },
  fields: [
    /* @__PURE__ */ uint('pointer', 8, 'Pointer'),
    /* @__PURE__ */ uint('lengthAttribute', 8, 'Length'),
    /* @__PURE__ */ reserved(16, 'unusedWord', 'Unused'),
    /* @__PURE__ */ quotingWithExtensions(4),
  ],
})
