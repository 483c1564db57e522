/** Link-layer addresses (RFC 4861 §4.6.1) and the nonce (RFC 3971 §5.3.2). */
import { type ElementKind, elementKind } from '../layout/element.js'
import { rest } from '../layout/parts.js'

export interface LinkLayerAddressOption {
  kind: 'source-link-layer-address' | 'target-link-layer-address'
  /** 6 bytes on Ethernet; with its padding on links of other address lengths. */
  address: Uint8Array
}

export interface NonceOption {
  kind: 'nonce'
  nonce: Uint8Array
}

const SOURCE = 'RFC 4861 §4.6.1'

export const sourceLinkLayerAddress: ElementKind = /* @__PURE__ */ elementKind(
  'source-link-layer-address',
  'Source Link-layer Address',
  SOURCE,
  [/* @__PURE__ */ rest('address', 'Link-layer address')],
)

export const targetLinkLayerAddress: ElementKind = /* @__PURE__ */ elementKind(
  'target-link-layer-address',
  'Target Link-layer Address',
  SOURCE,
  [/* @__PURE__ */ rest('address', 'Link-layer address')],
)

export const nonce: ElementKind = /* @__PURE__ */ elementKind('nonce', 'Nonce', 'RFC 3971 §5.3.2', [
  /* @__PURE__ */ rest('nonce', 'Nonce'),
])
