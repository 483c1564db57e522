/** Class 3: which interface a PROBE asks about (RFC 8335 §2.1). */
import { type ElementKind, elementKind } from '../layout/element.js'
import { reserved, uint } from '../layout/field.js'
import { rest } from '../layout/parts.js'

/** By name (C-Type 1), by index (2) or by address (3). */
export type InterfaceIdentificationObject =
  | {
      kind: 'interface-by-name'
      /** UTF-8, NUL-padded to 4 bytes. */
      name: Uint8Array
    }
  | { kind: 'interface-by-index'; index: number }
  | {
      kind: 'interface-by-address'
      /** Address family: 1 IPv4, 2 IPv6, 16389 a 48-bit MAC. */
      afi: number
      /** Bytes of the address without its padding. */
      addressLength: number
      reserved?: number | undefined
      /** Zero-padded to 4 bytes. */
      address: Uint8Array
    }

const SOURCE = 'RFC 8335 §2.1'

const byName: ElementKind = /* @__PURE__ */ elementKind('interface-by-name', 'Interface by name', SOURCE, [
  /* @__PURE__ */ rest('name', 'Name'),
])
const byIndex: ElementKind = /* @__PURE__ */ elementKind('interface-by-index', 'Interface by index', SOURCE, [
  /* @__PURE__ */ uint('index', 32, 'ifIndex'),
])
const byAddress: ElementKind = /* @__PURE__ */ elementKind('interface-by-address', 'Interface by address', SOURCE, [
  /* @__PURE__ */ uint('afi', 16, 'AFI'),
  /* @__PURE__ */ uint('addressLength', 8, 'Address length'),
  /* @__PURE__ */ reserved(8),
  /* @__PURE__ */ rest('address', 'Address'),
])

export function interfaceIdentification(ctype: number): ElementKind | undefined {
  return ctype === 1 ? byName : ctype === 2 ? byIndex : ctype === 3 ? byAddress : undefined
}
