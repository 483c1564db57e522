/** Traceroute: RFC 1393, deprecated by RFC 6918. */
import { reserved, uint } from '../layout/field.js'
import { message } from '../layout/message.js'
import type { IcmpHead, MessageCodec } from '../message.js'

export interface Traceroute extends IcmpHead {
  family: 4
  kind: 'traceroute'
  identifier: number
  unused?: number | undefined
  outboundHops: number
  returnHops: number
  /** Bytes per second. */
  linkSpeed: number
  /** Bytes. */
  linkMtu: number
  trailing?: Uint8Array | undefined
}

export const traceroute: MessageCodec<Traceroute> = /* @__PURE__ */ message({
  family: 4,
  kinds: { 30: 'traceroute' },
  title: 'Traceroute (deprecated)',
  source: 'RFC 1393, RFC 6918',
  codes: { 0: 'forwarded', 1: 'no route, discarded' },
  fields: [
    /* @__PURE__ */ uint('identifier', 16, 'ID number'),
    /* @__PURE__ */ reserved(16, 'unused', 'Unused'),
    /* @__PURE__ */ uint('outboundHops', 16, 'Outbound hop count'),
    /* @__PURE__ */ uint('returnHops', 16, 'Return hop count'),
    /* @__PURE__ */ uint('linkSpeed', 32, 'Output link speed'),
    /* @__PURE__ */ uint('linkMtu', 32, 'Output link MTU'),
  ],
})
