/** The IPv4 header (RFC 791 §3.1). */
import { exactly, fits, readU16, writeU16 } from './bytes.js'
import { internetChecksum, internetChecksumValid } from './checksum.js'
import { type Decoded, decoded, malformed, truncated } from './problem.js'

/** Offsets of its fields. */
const TOS = 1
const TOTAL_LENGTH = 2
const IDENTIFICATION = 4
const FLAGS = 6
const TTL = 8
const PROTOCOL = 9
const CHECKSUM = 10
const SOURCE = 12
const DESTINATION = 16
const OPTIONS = 20

export interface Ipv4Header {
  version: 4
  /** The type of service octet, or DSCP and ECN (RFC 2474, RFC 3168). */
  trafficClass: number
  /** As the header says, which may be a lie: some stacks quote it without the header's length, or in host order. */
  totalLength: number
  identification: number
  /** The highest of the three flags; to be zero. */
  reservedFlag: boolean
  dontFragment: boolean
  moreFragments: boolean
  /** In bytes: a multiple of 8. */
  fragmentOffset: number
  ttl: number
  protocol: number
  /** Left out, it is computed when encoding. */
  checksum?: number | undefined
  source: Uint8Array
  destination: Uint8Array
  /** Raw, padding included: a multiple of 4 bytes, at most 40. */
  options: Uint8Array
}

/** Bytes that the header takes. */
export function ipv4HeaderLength(header: Ipv4Header): number {
  return OPTIONS + header.options.length
}

/** Reads a header from the start of `bytes`. Byte fields are views of the input. */
export function decodeIpv4Header(bytes: Uint8Array): Decoded<Ipv4Header> {
  if (bytes.length < 1) return truncated(0, 'no IPv4 header')
  if (bytes[0]! >> 4 !== 4) return malformed(0, 'the version is not 4')
  const length = (bytes[0]! & 0x0f) * 4
  if (length < OPTIONS) return malformed(0, 'the header length is below 20')
  if (bytes.length < length) return truncated(bytes.length, 'the bytes end within the IPv4 header')
  const flags = bytes[FLAGS]!
  return decoded({
    version: 4,
    trafficClass: bytes[TOS]!,
    totalLength: readU16(bytes, TOTAL_LENGTH),
    identification: readU16(bytes, IDENTIFICATION),
    reservedFlag: (flags & 0x80) !== 0,
    dontFragment: (flags & 0x40) !== 0,
    moreFragments: (flags & 0x20) !== 0,
    fragmentOffset: (readU16(bytes, FLAGS) & 0x1fff) * 8,
    ttl: bytes[TTL]!,
    protocol: bytes[PROTOCOL]!,
    checksum: readU16(bytes, CHECKSUM),
    source: bytes.subarray(SOURCE, DESTINATION),
    destination: bytes.subarray(DESTINATION, OPTIONS),
    options: bytes.subarray(OPTIONS, length),
  })
}

/** Whether the header's own checksum holds; `bytes` start with a header that decodes. */
export function ipv4ChecksumValid(bytes: Uint8Array): boolean {
  return internetChecksumValid(bytes, 0, (bytes[0]! & 0x0f) * 4)
}

/**
 * Writes the header and gives the bytes written.
 * @throws `ICMP_INVALID_OPTION` for a field that does not fit
 */
export function encodeIpv4HeaderInto(header: Ipv4Header, target: Uint8Array, offset: number): number {
  const length = ipv4HeaderLength(header)
  const view = target.subarray(offset, offset + length)
  exactly(view, length, 'room for the IPv4 header')
  fits(header.options.length, 6, 'length of IPv4 options')
  view[0] = 0x40 | fits(length / 4, 4, 'IPv4 header length')
  view[TOS] = fits(header.trafficClass, 8, 'traffic class')
  writeU16(view, TOTAL_LENGTH, fits(header.totalLength, 16, 'total length'))
  writeU16(view, IDENTIFICATION, fits(header.identification, 16, 'identification'))
  writeU16(view, FLAGS, flagsOf(header) | fits(header.fragmentOffset / 8, 13, 'fragment offset'))
  view[TTL] = fits(header.ttl, 8, 'TTL')
  view[PROTOCOL] = fits(header.protocol, 8, 'protocol')
  writeU16(view, CHECKSUM, 0)
  view.set(exactly(header.source, 4, 'source address'), SOURCE)
  view.set(exactly(header.destination, 4, 'destination address'), DESTINATION)
  view.set(header.options, OPTIONS)
  const checksum = header.checksum ?? internetChecksum(view)
  writeU16(view, CHECKSUM, fits(checksum, 16, 'checksum'))
  return length
}

function flagsOf({ reservedFlag, dontFragment, moreFragments }: Ipv4Header): number {
  return (reservedFlag ? 0x8000 : 0) | (dontFragment ? 0x4000 : 0) | (moreFragments ? 0x2000 : 0)
}
