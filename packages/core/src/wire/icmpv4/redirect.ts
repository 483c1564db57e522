/** Redirect: RFC 792 p. 12; routers send codes 1 and 3 only (RFC 1812 §5.2.7.2). It never carries extensions (RFC 4884 §4). */
import { quoting } from '../extensions/quoting.js'
import { address4 } from '../layout/field.js'
import { message } from '../layout/message.js'
import type { IcmpHead, MessageCodec } from '../message.js'

export interface Redirect4 extends IcmpHead {
  family: 4
  kind: 'redirect'
  /** The better first hop, 4 bytes. */
  gateway: Uint8Array
  /** The datagram that caused the redirect, as much as came of it: see `decodeQuoted`. */
  quoted: Uint8Array
}

export const redirect4: MessageCodec<Redirect4> = /* @__PURE__ */ message({
  family: 4,
  kinds: { 5: 'redirect' },
  title: 'Redirect',
  source: 'RFC 792, RFC 1812 §5.2.7.2',
  codes: {
    0: 'for the network',
    1: 'for the host',
    2: 'for the type of service and network',
    3: 'for the type of service and host',
  },
  fields: [/* @__PURE__ */ address4('gateway', 'Gateway'), /* @__PURE__ */ quoting()],
})
