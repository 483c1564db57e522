/** Redirect, a message of Neighbor Discovery: RFC 4861 §4.5. */
import { address6, reserved } from '../layout/field.js'
import { message } from '../layout/message.js'
import type { IcmpHead, MessageCodec } from '../message.js'
import { type NdOption, ndOptions } from '../options/option.js'

export interface Redirect6 extends IcmpHead {
  family: 6
  kind: 'redirect'
  /** To be zero. */
  reserved?: number | undefined
  /** The better first hop, or the destination itself where that is a neighbour; 16 bytes. */
  target: Uint8Array
  destination: Uint8Array
  /** One of them may quote the packet: see `decodeQuoted`. */
  options: NdOption[]
  trailing?: Uint8Array | undefined
}

export const redirect6: MessageCodec<Redirect6> = /* @__PURE__ */ message({
  family: 6,
  kinds: { 137: 'redirect' },
  title: 'Redirect',
  source: 'RFC 4861 §4.5',
  fields: [
    /* @__PURE__ */ reserved(32),
    /* @__PURE__ */ address6('target', 'Target address'),
    /* @__PURE__ */ address6('destination', 'Destination address'),
    /* @__PURE__ */ ndOptions(),
  ],
})

/** The packet in the Redirected Header option; undefined where there is none. */
export function redirectedPacket({ options }: Redirect6): Uint8Array | undefined {
  for (const option of options) if (option.kind === 'redirected-header') return option.quoted
  return undefined
}
