/** Source quench: RFC 792 p. 10; nobody may send it and all ignore it (RFC 6633). */
import { quoting } from '../extensions/quoting.js'
import { reserved } from '../layout/field.js'
import { message } from '../layout/message.js'
import type { IcmpHead, MessageCodec } from '../message.js'

export interface SourceQuench extends IcmpHead {
  family: 4
  kind: 'source-quench'
  /** To be zero. */
  unused?: number | undefined
  /** The datagram that was too much: see `decodeQuoted`. */
  quoted: Uint8Array
}

export const sourceQuench: MessageCodec<SourceQuench> = /* @__PURE__ */ message({
  family: 4,
  kinds: { 4: 'source-quench' },
  title: 'Source Quench (deprecated)',
  source: 'RFC 792, RFC 6633',
  fields: [/* @__PURE__ */ reserved(32, 'unused', 'Unused'), /* @__PURE__ */ quoting()],
})
