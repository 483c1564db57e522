/** Packet too big: RFC 4443 §3.2. It never carries extensions; the code is ignored on receipt. */
import { quoting } from '../extensions/quoting.js'
import { uint } from '../layout/field.js'
import { message } from '../layout/message.js'
import type { IcmpHead, MessageCodec } from '../message.js'

export interface PacketTooBig6 extends IcmpHead {
  family: 6
  kind: 'packet-too-big'
  /** MTU of the next-hop link in bytes. Below 1,280 it is to be ignored (RFC 8201 §4). */
  mtu: number
  /** The packet that caused the error, as much as came of it: see `decodeQuoted`. */
  quoted: Uint8Array
}

export const packetTooBig: MessageCodec<PacketTooBig6> = /* @__PURE__ */ message({
  family: 6,
  kinds: { 2: 'packet-too-big' },
  title: 'Packet Too Big',
  source: 'RFC 4443 §3.2, RFC 8201',
  fields: [/* @__PURE__ */ uint('mtu', 32, 'MTU'), /* @__PURE__ */ quoting()],
})
