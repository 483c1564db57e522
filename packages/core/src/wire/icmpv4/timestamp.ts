/** Timestamp and its reply: RFC 792 p. 16. */
import { uint } from '../layout/field.js'
import { message } from '../layout/message.js'
import type { IcmpHead, MessageCodec } from '../message.js'

/** Times are milliseconds since midnight UT, or anything else where the most significant bit is set. */
export interface Timestamp extends IcmpHead {
  family: 4
  kind: 'timestamp-request' | 'timestamp-reply'
  identifier: number
  sequence: number
  /** When the request was sent. */
  originate: number
  /** When it arrived. */
  receive: number
  /** When the reply was sent. */
  transmit: number
  trailing?: Uint8Array | undefined
}

export const timestamp: MessageCodec<Timestamp> = /* @__PURE__ */ message({
  family: 4,
  kinds: { 13: 'timestamp-request', 14: 'timestamp-reply' },
  title: 'Timestamp',
  source: 'RFC 792',
  fields: [
    /* @__PURE__ */ uint('identifier', 16, 'Identifier'),
    /* @__PURE__ */ uint('sequence', 16, 'Sequence number'),
    /* @__PURE__ */ uint('originate', 32, 'Originate timestamp', { show: 'milliseconds' }),
    /* @__PURE__ */ uint('receive', 32, 'Receive timestamp', { show: 'milliseconds' }),
    /* @__PURE__ */ uint('transmit', 32, 'Transmit timestamp', { show: 'milliseconds' }),
  ],
})
