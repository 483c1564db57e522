/** Information request and reply: RFC 792 p. 18, deprecated by RFC 6918. */
import { uint } from '../layout/field.js'
import { message } from '../layout/message.js'
import type { IcmpHead, MessageCodec } from '../message.js'

export interface Information extends IcmpHead {
  family: 4
  kind: 'information-request' | 'information-reply'
  identifier: number
  sequence: number
  trailing?: Uint8Array | undefined
}

export const information: MessageCodec<Information> = /* @__PURE__ */ message({
  family: 4,
  kinds: { 15: 'information-request', 16: 'information-reply' },
  title: 'Information (deprecated)',
  source: 'RFC 792, RFC 6918',
  fields: [
    /* @__PURE__ */ uint('identifier', 16, 'Identifier'),
    /* @__PURE__ */ uint('sequence', 16, 'Sequence number'),
  ],
})
