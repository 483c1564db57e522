/** What routers tell hosts beside prefixes: resolvers, search lists (RFC 8106), more flags (RFC 5175), portals (RFC 8910). */
import { type ElementKind, elementKind } from '../layout/element.js'
import { address6, octets, reserved, uint } from '../layout/field.js'
import { layout } from '../layout/layout.js'
import { list, rest } from '../layout/parts.js'

export interface RecursiveDnsServerOption {
  kind: 'recursive-dns-server'
  reserved?: number | undefined
  /** Seconds. */
  lifetime: number
  servers: { address: Uint8Array }[]
}

export interface DnsSearchListOption {
  kind: 'dns-search-list'
  reserved?: number | undefined
  /** Seconds. */
  lifetime: number
  /** Names as DNS writes them (RFC 1035 §3.1), zero-padded: see `searchDomains`. */
  domains: Uint8Array
}

export interface FlagsExtensionOption {
  kind: 'flags-extension'
  /** 48 bits. */
  flags: Uint8Array
}

export interface CaptivePortalOption {
  kind: 'captive-portal'
  /** A URI in ASCII, NUL-padded. */
  uri: Uint8Array
}

export const recursiveDnsServer: ElementKind = /* @__PURE__ */ elementKind(
  'recursive-dns-server',
  'Recursive DNS Server',
  'RFC 8106 §5.1',
  [
    /* @__PURE__ */ reserved(16),
    /* @__PURE__ */ uint('lifetime', 32, 'Lifetime', { show: 'seconds' }),
    /* @__PURE__ */ list('servers', 'Server', /* @__PURE__ */ layout([/* @__PURE__ */ address6('address', 'Address')])),
  ],
)

export const dnsSearchList: ElementKind = /* @__PURE__ */ elementKind(
  'dns-search-list',
  'DNS Search List',
  'RFC 8106 §5.2',
  [
    /* @__PURE__ */ reserved(16),
    /* @__PURE__ */ uint('lifetime', 32, 'Lifetime', { show: 'seconds' }),
    /* @__PURE__ */ rest('domains', 'Domain names'),
  ],
)

export const flagsExtension: ElementKind = /* @__PURE__ */ elementKind(
  'flags-extension',
  'RA Flags Extension',
  'RFC 5175 §4',
  [/* @__PURE__ */ octets('flags', 6, 'Flags')],
)

export const captivePortal: ElementKind = /* @__PURE__ */ elementKind(
  'captive-portal',
  'Captive Portal',
  'RFC 8910 §2.3',
  [/* @__PURE__ */ rest('uri', 'URI')],
)

/**
 * The names of a search list. A label that lies past the end, or a compression pointer, which may not stand here, ends
 * the list (RFC 8106 §5.2).
 */
export function searchDomains({ domains }: DnsSearchListOption): string[] {
  const names: string[] = []
  let labels: string[] = []
  for (let at = 0; at < domains.length; ) {
    const length = domains[at]!
    if (length === 0) {
      if (labels.length > 0) names.push(labels.join('.'))
      labels = []
      at++
      continue
    }
    if (length > 63 || at + 1 + length > domains.length) break
    labels.push(Array.from(domains.subarray(at + 1, at + 1 + length), (byte) => String.fromCharCode(byte)).join(''))
    at += 1 + length
  }
  return names
}
