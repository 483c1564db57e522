/** Parameter problem: RFC 4443 §3.4. It never carries extensions; codes 3 to 10 are from RFC 7112, 8986 and 8883. */
import { quoting } from '../extensions/quoting.js'
import { uint } from '../layout/field.js'
import { message } from '../layout/message.js'
import type { IcmpHead, MessageCodec } from '../message.js'

export interface ParameterProblem6 extends IcmpHead {
  family: 6
  kind: 'parameter-problem'
  /** Offset in bytes of the offending octet in the packet; it may lie beyond what is quoted. */
  pointer: number
  /** The packet that caused the error, as much as came of it: see `decodeQuoted`. */
  quoted: Uint8Array
}

export const parameterProblem6: MessageCodec<ParameterProblem6> = /* @__PURE__ */ message({
  family: 6,
  kinds: { 4: 'parameter-problem' },
  title: 'Parameter Problem',
  source: 'RFC 4443 §3.4, RFC 7112, RFC 8986, RFC 8883',
  codes: {
    0: 'erroneous header field',
    1: 'unrecognized next header',
    2: 'unrecognized option',
    3: 'incomplete header chain in the first fragment',
    4: 'SR upper-layer header error',
    5: 'unrecognized next header by an intermediate node',
    6: 'extension header too big',
    7: 'extension header chain too long',
    8: 'too many extension headers',
    9: 'too many options in an extension header',
    10: 'option too big',
  },
  fields: [/* @__PURE__ */ uint('pointer', 32, 'Pointer'), /* @__PURE__ */ quoting()],
})
