/** An IP datagram with what is in it: by itself, or quoted in an error. */
import type { Family } from './address.js'
import { type DecodedIcmp, decodeIcmp, encodeIcmp } from './icmp.js'
import { decodeIpv4Header, encodeIpv4HeaderInto, type Ipv4Header, ipv4ChecksumValid, ipv4HeaderLength } from './ipv4.js'
import {
  decodeIpv6Header,
  type ExtensionHeader,
  encodeIpv6HeaderInto,
  IPV6_HEADER_LENGTH,
  type Ipv6Header,
  ipv6PayloadLength,
  walkExtensionHeaders,
} from './ipv6.js'
import { type Decoded, decoded, malformed, type Problem, truncated } from './problem.js'

const ICMP: Record<Family, number> = { 4: 1, 6: 58 }

interface Content {
  /** Protocol or next header of the payload: 1 is ICMP, 58 ICMPv6. */
  protocol: number
  /** In bytes; past 0 the payload is the middle of something and is not looked into. */
  fragmentOffset: number
  moreFragments: boolean
  /** What the headers say is in it, as much of that as is there. */
  payload: Uint8Array
  /** Bytes after what the headers account for: padding of a link, or a lie. */
  trailer: Uint8Array
  /** The header says that there is more than these bytes. */
  truncated: boolean
  /** The message, where the payload starts with one. */
  icmp?: DecodedIcmp | undefined
  /** Why the payload, which should be one, is none. */
  problem?: Problem | undefined
}

export interface Ipv4Packet extends Content {
  header: Ipv4Header
  /** Whether the header's own checksum holds. */
  headerChecksum: 'valid' | 'invalid'
}

export interface Ipv6Packet extends Content {
  header: Ipv6Header
  extensionHeaders: ExtensionHeader[]
}

export type IpPacket = Ipv4Packet | Ipv6Packet

/** Reads a datagram of either version. It never throws; byte fields are views of `bytes`. */
export function decodePacket(bytes: Uint8Array): Decoded<IpPacket> {
  if (bytes.length === 0) return truncated(0, 'no packet')
  const version = bytes[0]! >> 4
  if (version === 4 || version === 6) return decodeIpDatagram(version, bytes)
  return malformed(0, `the version is ${version}, neither 4 nor 6`)
}

export function decodeIpDatagram(family: Family, bytes: Uint8Array): Decoded<IpPacket> {
  return family === 4 ? decodeIpv4Packet(bytes) : decodeIpv6Packet(bytes)
}

export function decodeIpv4Packet(bytes: Uint8Array): Decoded<Ipv4Packet> {
  const result = decodeIpv4Header(bytes)
  if (!result.ok) return result
  const header = result.value
  const start = ipv4HeaderLength(header)
  // A total length that ends within the header is a lie, some stacks' host order or stripped header: the bytes count.
  const end = header.totalLength < start ? bytes.length : Math.min(header.totalLength, bytes.length)
  const { protocol, fragmentOffset, moreFragments } = header
  const packet: Ipv4Packet = {
    header,
    headerChecksum: ipv4ChecksumValid(bytes) ? 'valid' : 'invalid',
    protocol,
    fragmentOffset,
    moreFragments,
    payload: bytes.subarray(start, end),
    trailer: bytes.subarray(end),
    truncated: header.totalLength > bytes.length,
  }
  return decoded(withIcmp(packet, 4, undefined))
}

export function decodeIpv6Packet(bytes: Uint8Array): Decoded<Ipv6Packet> {
  const result = decodeIpv6Header(bytes)
  if (!result.ok) return result
  const header = result.value
  const declared = IPV6_HEADER_LENGTH + ipv6PayloadLength(header, bytes.subarray(IPV6_HEADER_LENGTH))
  const end = Math.min(declared, bytes.length)
  const chain = walkExtensionHeaders(header.nextHeader, bytes.subarray(IPV6_HEADER_LENGTH, end))
  const rest = chain.ok
    ? chain.value
    : { headers: [], protocol: header.nextHeader, length: 0, fragmentOffset: 0, moreFragments: false }
  const packet: Ipv6Packet = {
    header,
    extensionHeaders: rest.headers,
    protocol: rest.protocol,
    fragmentOffset: rest.fragmentOffset,
    moreFragments: rest.moreFragments,
    payload: bytes.subarray(IPV6_HEADER_LENGTH + rest.length, end),
    trailer: bytes.subarray(end),
    truncated: declared > bytes.length,
    problem: chain.ok ? undefined : chain.problem,
  }
  if (!chain.ok) return decoded(packet)
  const destination = chain.value.finalDestination ?? header.destination
  return decoded(withIcmp(packet, 6, { source: header.source, destination }))
}

function withIcmp<P extends Content>(packet: P, family: Family, pseudo: Parameters<typeof decodeIcmp>[2]): P {
  if (packet.protocol !== ICMP[family] || packet.fragmentOffset !== 0) return packet
  const icmp = decodeIcmp(family, packet.payload, pseudo)
  if (!icmp.ok) packet.problem = icmp.problem
  else {
    // Without all of its bytes nobody can tell whether a message's checksum holds.
    const whole = !packet.truncated && !packet.moreFragments
    packet.icmp = whole ? icmp.value : { ...icmp.value, checksum: 'unverifiable' }
  }
  return packet
}

/**
 * A datagram around a payload. Lengths and checksum are the header's own where it has them.
 * @throws `ICMP_INVALID_OPTION` for a field that does not fit
 */
export function encodeIpv4Packet(
  header: Omit<Ipv4Header, 'totalLength'> & { totalLength?: number },
  payload: Uint8Array,
): Uint8Array {
  const start = 20 + header.options.length
  const bytes = new Uint8Array(start + payload.length)
  encodeIpv4HeaderInto({ ...header, totalLength: header.totalLength ?? bytes.length }, bytes, 0)
  bytes.set(payload, start)
  return bytes
}

/** The same for IPv6, with its extension headers as they stand. */
export function encodeIpv6Packet(
  header: Omit<Ipv6Header, 'payloadLength'> & { payloadLength?: number },
  payload: Uint8Array,
  extensionHeaders: readonly ExtensionHeader[] = [],
): Uint8Array {
  const extensions = extensionHeaders.reduce((sum, { bytes }) => sum + bytes.length, 0)
  const bytes = new Uint8Array(IPV6_HEADER_LENGTH + extensions + payload.length)
  const payloadLength = header.payloadLength ?? extensions + payload.length
  encodeIpv6HeaderInto({ ...header, payloadLength }, bytes, 0)
  let at = IPV6_HEADER_LENGTH
  for (const extension of extensionHeaders) {
    bytes.set(extension.bytes, at)
    at += extension.bytes.length
  }
  bytes.set(payload, at)
  return bytes
}

/** The bytes that a decoded packet came from: out of its own fields. Where there is a message, it stands for the payload. */
export function encodePacket(packet: IpPacket): Uint8Array {
  const { header, icmp, trailer } = packet
  const payload = icmp === undefined ? packet.payload : encodeIcmp(icmp.message)
  const body =
    header.version === 4
      ? encodeIpv4Packet(header, payload)
      : encodeIpv6Packet(header, payload, (packet as Ipv6Packet).extensionHeaders)
  if (trailer.length === 0) return body
  const whole = new Uint8Array(body.length + trailer.length)
  whole.set(body)
  whole.set(trailer, body.length)
  return whole
}
