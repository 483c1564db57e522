/** What a redirect quotes (RFC 4861 §4.6.3), and the link's MTU (§4.6.4). */
import { quoting } from '../extensions/quoting.js'
import { type ElementKind, elementKind } from '../layout/element.js'
import { octets, reserved, uint } from '../layout/field.js'

export interface RedirectedHeaderOption {
  kind: 'redirected-header'
  /** 6 bytes, to be zero. */
  reserved: Uint8Array
  /** The packet that caused the redirect, as much as came of it, with its padding. */
  quoted: Uint8Array
}

export interface MtuOption {
  kind: 'mtu'
  reserved?: number | undefined
  /** Bytes. */
  mtu: number
}

export const redirectedHeader: ElementKind = /* @__PURE__ */ elementKind(
  'redirected-header',
  'Redirected Header',
  'RFC 4861 §4.6.3',
  [/* @__PURE__ */ octets('reserved', 6, 'Reserved'), /* @__PURE__ */ quoting()],
)

export const mtu: ElementKind = /* @__PURE__ */ elementKind('mtu', 'MTU', 'RFC 4861 §4.6.4', [
  /* @__PURE__ */ reserved(16),
  /* @__PURE__ */ uint('mtu', 32, 'MTU'),
])
