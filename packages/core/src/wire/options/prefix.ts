/** Prefixes: on the link (RFC 4861 §4.6.2), behind the router (RFC 4191 §2.3), of a NAT64 (RFC 8781 §4). */
import { type ElementKind, elementKind } from '../layout/element.js'
import { address6, flag, octets, reserved, uint } from '../layout/field.js'
import { rest } from '../layout/parts.js'

export interface PrefixInformationOption {
  kind: 'prefix-information'
  /** Bits. */
  prefixLength: number
  /** L: the prefix is on this link. */
  onLink: boolean
  /** A: addresses may be made of it. */
  autonomous: boolean
  /** R: the prefix is the router's whole address (RFC 6275 §7.2). */
  routerAddress: boolean
  /** 5 bits, to be zero but for those that later standards gave a meaning. */
  flags?: number | undefined
  /** Seconds; 0xffffffff for ever. */
  validLifetime: number
  preferredLifetime: number
  reserved?: number | undefined
  /** 16 bytes. */
  prefix: Uint8Array
}

export interface RouteInformationOption {
  kind: 'route-information'
  /** Bits. */
  prefixLength: number
  reserved1?: number | undefined
  /** Two bits: 1 high, 0 medium, 3 low, 2 reserved. */
  preference: number
  reserved2?: number | undefined
  /** Seconds. */
  lifetime: number
  /** 0, 8 or 16 bytes. */
  prefix: Uint8Array
}

export interface Pref64Option {
  kind: 'pref64'
  /** Units of 8 seconds; 13 bits. */
  scaledLifetime: number
  /** 0 to 5: prefixes of 96, 64, 56, 48, 40, 32 bits. */
  prefixLengthCode: number
  /** The highest 96 bits. */
  prefix: Uint8Array
}

const PREFERENCES = { 0: 'medium', 1: 'high', 2: 'reserved', 3: 'low' } as const

export const prefixInformation: ElementKind = /* @__PURE__ */ elementKind(
  'prefix-information',
  'Prefix Information',
  'RFC 4861 §4.6.2, RFC 6275 §7.2',
  [
    /* @__PURE__ */ uint('prefixLength', 8, 'Prefix length'),
    /* @__PURE__ */ flag('onLink', 'L (on-link)'),
    /* @__PURE__ */ flag('autonomous', 'A (autonomous)'),
    /* @__PURE__ */ flag('routerAddress', 'R (router address)'),
    /* @__PURE__ */ reserved(5, 'flags', 'Flags'),
    /* @__PURE__ */ uint('validLifetime', 32, 'Valid lifetime', { show: 'seconds' }),
    /* @__PURE__ */ uint('preferredLifetime', 32, 'Preferred lifetime', { show: 'seconds' }),
    /* @__PURE__ */ reserved(32),
    /* @__PURE__ */ address6('prefix', 'Prefix'),
  ],
)

export const routeInformation: ElementKind = /* @__PURE__ */ elementKind(
  'route-information',
  'Route Information',
  'RFC 4191 §2.3',
  [
    /* @__PURE__ */ uint('prefixLength', 8, 'Prefix length'),
    /* @__PURE__ */ reserved(3, 'reserved1'),
    /* @__PURE__ */ uint('preference', 2, 'Route preference', { values: PREFERENCES }),
    /* @__PURE__ */ reserved(3, 'reserved2'),
    /* @__PURE__ */ uint('lifetime', 32, 'Route lifetime', { show: 'seconds' }),
    /* @__PURE__ */ rest('prefix', 'Prefix'),
  ],
)

export const pref64: ElementKind = /* @__PURE__ */ elementKind('pref64', 'PREF64', 'RFC 8781 §4', [
  /* @__PURE__ */ uint('scaledLifetime', 13, 'Scaled lifetime'),
  /* @__PURE__ */ uint('prefixLengthCode', 3, 'Prefix length code'),
  /* @__PURE__ */ octets('prefix', 12, 'Prefix'),
])
