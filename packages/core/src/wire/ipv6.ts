/** The IPv6 header and its extension headers (RFC 8200 §3, §4), as far as finding ICMPv6 needs them. */
import { exactly, fits, readU16, readU32, writeU16, writeU32 } from './bytes.js'
import { type Decoded, decoded, malformed, truncated } from './problem.js'

export const IPV6_HEADER_LENGTH = 40
/** A real packet has two or three; captured attacks quote 150 in 1,280 bytes, which is still read, and costs little. */
const MOST_EXTENSION_HEADERS = 256

const HOP_BY_HOP = 0
const ROUTING = 43
const FRAGMENT = 44
const AUTHENTICATION = 51
const DESTINATION_OPTIONS = 60
const MOBILITY = 135

export interface Ipv6Header {
  version: 6
  trafficClass: number
  /** 20 bits. */
  flowLabel: number
  /** As the header says, which may be a lie; 0 for a jumbogram (RFC 2675). */
  payloadLength: number
  nextHeader: number
  hopLimit: number
  source: Uint8Array
  destination: Uint8Array
}

/** One extension header as it stands. */
export interface ExtensionHeader {
  /** Its own number, from the field before it. */
  type: number
  /** The whole header: next header, length, content. */
  bytes: Uint8Array
}

/** What comes after the fixed header. */
export interface ExtensionChain {
  headers: ExtensionHeader[]
  /** The number of what follows them: 58 for ICMPv6. */
  protocol: number
  /** Where it starts, from the start of the chain. */
  length: number
  /** Of the fragment header, where there is one. */
  fragmentOffset: number
  moreFragments: boolean
  /** Where a routing header with segments left sends the packet in the end; the checksum covers that address. */
  finalDestination: Uint8Array | undefined
}

/** Reads the fixed header from the start of `bytes`. Byte fields are views of the input. */
export function decodeIpv6Header(bytes: Uint8Array): Decoded<Ipv6Header> {
  if (bytes.length < 1) return truncated(0, 'no IPv6 header')
  if (bytes[0]! >> 4 !== 6) return malformed(0, 'the version is not 6')
  if (bytes.length < IPV6_HEADER_LENGTH) return truncated(bytes.length, 'the bytes end within the IPv6 header')
  return decoded({
    version: 6,
    trafficClass: ((bytes[0]! & 0x0f) << 4) | (bytes[1]! >> 4),
    flowLabel: ((bytes[1]! & 0x0f) << 16) | readU16(bytes, 2),
    payloadLength: readU16(bytes, 4),
    nextHeader: bytes[6]!,
    hopLimit: bytes[7]!,
    source: bytes.subarray(8, 24),
    destination: bytes.subarray(24, 40),
  })
}

/**
 * Writes the fixed header and gives the bytes written.
 * @throws `ICMP_INVALID_OPTION` for a field that does not fit
 */
export function encodeIpv6HeaderInto(header: Ipv6Header, target: Uint8Array, offset: number): number {
  const view = exactly(
    target.subarray(offset, offset + IPV6_HEADER_LENGTH),
    IPV6_HEADER_LENGTH,
    'room for the IPv6 header',
  )
  const trafficClass = fits(header.trafficClass, 8, 'traffic class')
  writeU32(view, 0, (6 << 28) | (trafficClass << 20) | fits(header.flowLabel, 20, 'flow label'))
  writeU16(view, 4, fits(header.payloadLength, 16, 'payload length'))
  view[6] = fits(header.nextHeader, 8, 'next header')
  view[7] = fits(header.hopLimit, 8, 'hop limit')
  view.set(exactly(header.source, 16, 'source address'), 8)
  view.set(exactly(header.destination, 16, 'destination address'), 24)
  return IPV6_HEADER_LENGTH
}

/** Walks the extension headers at the start of `bytes`, up to a bound, a lie or the first header that is none of them. */
export function walkExtensionHeaders(first: number, bytes: Uint8Array): Decoded<ExtensionChain> {
  const chain: ExtensionChain = {
    headers: [],
    protocol: first,
    length: 0,
    fragmentOffset: 0,
    moreFragments: false,
    finalDestination: undefined,
  }
  while (isExtension(chain.protocol)) {
    if (chain.headers.length === MOST_EXTENSION_HEADERS) return malformed(chain.length, 'too many extension headers')
    const at = chain.length
    if (bytes.length < at + 8) return truncated(bytes.length, 'the bytes end within an extension header')
    const length = extensionLength(chain.protocol, bytes[at + 1]!)
    if (bytes.length < at + length) return truncated(bytes.length, 'the bytes end within an extension header')
    const header = bytes.subarray(at, at + length)
    if (chain.protocol === FRAGMENT) {
      chain.fragmentOffset = readU16(header, 2) & 0xfff8
      chain.moreFragments = (header[3]! & 1) !== 0
    } else if (chain.protocol === ROUTING) {
      chain.finalDestination = lastSegment(header) ?? chain.finalDestination
    }
    chain.headers.push({ type: chain.protocol, bytes: header })
    chain.protocol = header[0]!
    chain.length += length
    // What follows in a later fragment is a part of something, not a header (RFC 8200 §4.5).
    if (chain.fragmentOffset > 0) break
  }
  return decoded(chain)
}

/** The Jumbo Payload option (RFC 2675 §2). */
const JUMBO = 0xc2
const PAD_ONE = 0

/**
 * Length of what follows the fixed header. A field of 0 with a hop-by-hop header may stand for a jumbogram's 32-bit length
 * in that header's option; without it nothing follows, however many bytes there are.
 */
export function ipv6PayloadLength(header: Ipv6Header, rest: Uint8Array): number {
  if (header.payloadLength !== 0 || header.nextHeader !== HOP_BY_HOP || rest.length < 8) return header.payloadLength
  const end = Math.min(rest.length, (rest[1]! + 1) * 8)
  for (let at = 2; at + 6 <= end; ) {
    if (rest[at] === JUMBO && rest[at + 1] === 4) return readU32(rest, at + 2)
    at += rest[at] === PAD_ONE ? 1 : 2 + rest[at + 1]!
  }
  return 0
}

function isExtension(protocol: number): boolean {
  return (
    protocol === HOP_BY_HOP ||
    protocol === ROUTING ||
    protocol === FRAGMENT ||
    protocol === AUTHENTICATION ||
    protocol === DESTINATION_OPTIONS ||
    protocol === MOBILITY
  )
}

function extensionLength(type: number, field: number): number {
  if (type === FRAGMENT) return 8
  // The authentication header counts words of 4 bytes, less 2 (RFC 4302 §2.2); the others 8 bytes, less 1.
  return type === AUTHENTICATION ? Math.max(8, (field + 2) * 4) : (field + 1) * 8
}

/** Types 0 and 2 list the way with the end last (RFC 2460 §4.4, RFC 6275 §6.4); segment routing with the end first (RFC 8754 §2). */
function lastSegment(header: Uint8Array): Uint8Array | undefined {
  const type = header[2]!
  const segmentsLeft = header[3]!
  if (segmentsLeft === 0 || header.length < 24) return undefined
  if (type === 4) return header.subarray(8, 24)
  if (type !== 0 && type !== 2) return undefined
  const count = (header.length - 8) >> 4
  return header.subarray(8 + (count - 1) * 16, 8 + count * 16)
}

/** The same walk without a record of the headers: what follows them, and where. It stops at the end of the bytes. */
export function skipExtensionHeaders(
  first: number,
  bytes: Uint8Array,
  start: number,
): { protocol: number; at: number } {
  let protocol = first
  let at = start
  for (let n = 0; n < MOST_EXTENSION_HEADERS && isExtension(protocol) && at + 8 <= bytes.length; n++) {
    const later = protocol === FRAGMENT && (readU16(bytes, at + 2) & 0xfff8) > 0
    const next = at + extensionLength(protocol, bytes[at + 1]!)
    protocol = bytes[at]!
    at = Math.min(bytes.length, next)
    // What follows in a later fragment is a part of something, not a header.
    if (later) break
  }
  return { protocol, at }
}
