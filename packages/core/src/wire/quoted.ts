/** The datagram that an ICMP error quotes: its headers, and of an inner ICMP message what identifies it. */
import type { Family } from './address.js'
import { readU16 } from './bytes.js'
import { LENGTH_UNIT, type Quoting } from './extensions/quoting.js'
import { ECHO_REQUEST } from './icmpv4/echo.js'
import { redirectedPacket } from './icmpv6/redirect.js'
import { decodeIpDatagram, type IpPacket } from './ip-packet.js'
import type { IcmpMessage } from './message.js'
import { type Decoded, truncated } from './problem.js'

/** What is read of an ICMP message from its first bytes alone. */
export interface QuotedIcmp {
  type: number
  code: number
  identifier: number
  sequence: number
  /** What there is of the echo data. */
  payload: Uint8Array
}

/** A quoted echo request with the addresses it went between. */
export interface QuotedEcho extends QuotedIcmp {
  family: Family
  source: Uint8Array
  destination: Uint8Array
  /** TTL or hop limit as it was when the router gave up. */
  hopLimit: number
}

/**
 * The raw bytes that a message quotes, without padding and extensions as far as its length attribute can be trusted; undefined
 * for messages that quote nothing.
 */
export function quotedBytes(message: IcmpMessage): Uint8Array | undefined {
  switch (message.kind) {
    case 'destination-unreachable':
    case 'time-exceeded':
      return cut(message, message.lengthAttribute, message.family)
    case 'parameter-problem':
      return message.family === 4 ? cut(message, message.lengthAttribute, 4) : message.quoted
    case 'packet-too-big':
    case 'source-quench':
      return message.quoted
    case 'redirect':
      return message.family === 4 ? message.quoted : redirectedPacket(message)
    default:
      return undefined
  }
}

/**
 * With extensions the attribute tells how much of what is before them is no padding, also where it is below 128. Without
 * them one below 128 is junk or a lie (RFC 4884 §3, §5.1).
 */
function cut({ quoted, extensions }: Quoting, attribute: number, family: Family): Uint8Array {
  const length = attribute * LENGTH_UNIT[family]
  const least = extensions === undefined ? 128 : 1
  return length >= least && length <= quoted.length ? quoted.subarray(0, length) : quoted
}

/** Reads the quoted datagram. It is cut as a rule: `truncated` is no fault of it, and its checksum is `unverifiable` then. */
export function decodeQuoted(message: IcmpMessage): Decoded<IpPacket> {
  const bytes = quotedBytes(message)
  return bytes === undefined ? truncated(0, 'the message quotes nothing') : decodeIpDatagram(message.family, bytes)
}

/** Type, identifier and sequence of a message of which only the first bytes are there; undefined if fewer than 8 are. */
export function readQuotedIcmp(bytes: Uint8Array): QuotedIcmp | undefined {
  if (bytes.length < 8) return undefined
  const payload = bytes.subarray(8)
  return { type: bytes[0]!, code: bytes[1]!, identifier: readU16(bytes, 4), sequence: readU16(bytes, 6), payload }
}

/** The echo request that an error quotes; undefined if it quotes anything else, or too little of it. */
export function findQuotedEcho(message: IcmpMessage): QuotedEcho | undefined {
  const quoted = decodeQuoted(message)
  if (!quoted.ok) return undefined
  const { header, protocol, fragmentOffset, payload } = quoted.value
  const { family } = message
  // A later fragment holds no ICMP header, whatever its first bytes look like.
  if (protocol !== ICMP[family] || fragmentOffset !== 0) return undefined
  const icmp = readQuotedIcmp(payload)
  if (icmp === undefined || icmp.type !== ECHO_REQUEST[family]) return undefined
  const hopLimit = header.version === 4 ? header.ttl : header.hopLimit
  return { ...icmp, family, source: header.source, destination: header.destination, hopLimit }
}

const ICMP: Record<Family, number> = { 4: 1, 6: 58 }
