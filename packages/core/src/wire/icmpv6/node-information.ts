/** Node information queries: RFC 4620. */
import { octets, uint } from '../layout/field.js'
import { message } from '../layout/message.js'
import { rest } from '../layout/parts.js'
import type { IcmpHead, MessageCodec } from '../message.js'

export interface NodeInformation extends IcmpHead {
  family: 6
  /**
   * The code of a query says what its data are: 0 an IPv6 address, 1 a name, 2 an IPv4 address. That of a reply: 0
   * successful, 1 refused, 2 unknown.
   */
  kind: 'node-information-query' | 'node-information-reply'
  /** 0 no-op, 2 node name, 3 node addresses, 4 IPv4 addresses. */
  qtype: number
  /** What they mean depends on the type. */
  flags: number
  /** 8 bytes that the reply repeats. */
  nonce: Uint8Array
  data: Uint8Array
}

export const nodeInformation: MessageCodec<NodeInformation> = /* @__PURE__ */ message({
  family: 6,
  kinds: { 139: 'node-information-query', 140: 'node-information-reply' },
  title: 'Node Information',
  source: 'RFC 4620 §4',
  fields: [
    /* @__PURE__ */ uint('qtype', 16, 'Qtype', {
      values: { 0: 'no-op', 2: 'node name', 3: 'node addresses', 4: 'IPv4 addresses' },
    }),
    /* @__PURE__ */ uint('flags', 16, 'Flags', { show: 'hex' }),
    /* @__PURE__ */ octets('nonce', 8, 'Nonce'),
    /* @__PURE__ */ rest('data', 'Data'),
  ],
})
