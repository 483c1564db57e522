/** Address mask request and reply: RFC 950 appendix I, deprecated by RFC 6918. */
import { address4, uint } from '../layout/field.js'
import { message } from '../layout/message.js'
import type { IcmpHead, MessageCodec } from '../message.js'

export interface AddressMask extends IcmpHead {
  family: 4
  kind: 'address-mask-request' | 'address-mask-reply'
  identifier: number
  sequence: number
  /** 4 bytes; zero in a request. */
  mask: Uint8Array
  trailing?: Uint8Array | undefined
}

export const addressMask: MessageCodec<AddressMask> = /* @__PURE__ */ message({
  family: 4,
  kinds: { 17: 'address-mask-request', 18: 'address-mask-reply' },
  title: 'Address Mask (deprecated)',
  source: 'RFC 950, RFC 6918',
  fields: [
    /* @__PURE__ */ uint('identifier', 16, 'Identifier'),
    /* @__PURE__ */ uint('sequence', 16, 'Sequence number'),
    /* @__PURE__ */ address4('mask', 'Address mask'),
  ],
})
