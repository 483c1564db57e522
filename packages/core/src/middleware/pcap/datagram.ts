/** IP datagrams put together from what a socket tells of them: it has seen the addresses, and rarely a header. */
import type { Address, Family } from '../../wire/address.js'
import { readU16, writeU16, writeU32 } from '../../wire/bytes.js'
import { internetChecksum, type PseudoHeader, pseudoHeaderSum } from '../../wire/checksum.js'
import { ECHO_REPLY, ECHO_REQUEST } from '../../wire/icmpv4/echo.js'
import { encodeIpv4Packet, encodeIpv6Packet } from '../../wire/ip-packet.js'
import type { Captured } from './tap.js'

const PROTOCOL: Readonly<Record<Family, number>> = { 4: 1, 6: 58 }
/** A length field has 16 bits. */
const LONGEST = 0xffff
/** What most systems send with, where nobody told. */
const USUAL_HOP_LIMIT = 64
const ECHO_HEADER = 8

/** What is known of a datagram. */
export interface Known {
  family: Family
  source: Uint8Array | undefined
  destination: Uint8Array | undefined
  hopLimit?: number | undefined
  trafficClass?: number | undefined
  dontFragment?: boolean | undefined
}

/** The unspecified address, in the place of one that is not known. */
export function orUnspecified(address: Uint8Array | undefined, family: Family): Uint8Array {
  const length = family === 4 ? 4 : 16
  return address?.length === length ? address : new Uint8Array(length)
}

/**
 * The datagram around a message.
 * @param length of the message, where it was longer than the bytes that are there
 */
export function datagram(known: Known, icmp: Uint8Array, length: number = icmp.length): Uint8Array {
  const { family, hopLimit = USUAL_HOP_LIMIT, trafficClass = 0, dontFragment = false } = known
  const source = orUnspecified(known.source, family)
  const destination = orUnspecified(known.destination, family)
  const common = { trafficClass: trafficClass & 0xff, source, destination }
  const limit = hopLimit & 0xff
  if (family === 6) {
    const payloadLength = Math.min(length, LONGEST)
    const header = {
      ...common,
      version: 6,
      flowLabel: 0,
      payloadLength,
      nextHeader: PROTOCOL[6],
      hopLimit: limit,
    } as const
    return encodeIpv6Packet(header, icmp)
  }
  const header = {
    ...common,
    version: 4,
    totalLength: Math.min(20 + length, LONGEST),
    identification: 0,
    reservedFlag: false,
    dontFragment,
    moreFragments: false,
    fragmentOffset: 0,
    ttl: limit,
    protocol: PROTOCOL[4],
    options: new Uint8Array(0),
  } as const
  return encodeIpv4Packet(header, icmp)
}

/** The same as it goes into a file, which says that it was put together. */
export function reconstructed(known: Known, icmp: Uint8Array, length: number, comment?: string): Captured {
  const bytes = datagram(known, icmp, length)
  const said = ['IP header reconstructed', unknown(known), comment].filter(Boolean).join('; ')
  return { bytes, length: bytes.length - icmp.length + length, comment: said }
}

function unknown({ source, destination, hopLimit, family }: Known): string {
  const missing = [
    source === undefined && 'source',
    destination === undefined && 'destination',
    hopLimit === undefined && (family === 4 ? 'TTL' : 'hop limit'),
  ].filter(Boolean)
  return missing.length === 0 ? '' : `unknown: ${missing.join(', ')}`
}

/** Sets a message's checksum, as the system does it below a socket. */
export function seal(known: Known, icmp: Uint8Array): Uint8Array {
  const { family } = known
  const pseudo: PseudoHeader = {
    source: orUnspecified(known.source, family),
    destination: orUnspecified(known.destination, family),
  }
  writeU16(icmp, 2, 0)
  const initial = family === 6 ? pseudoHeaderSum(pseudo, icmp.length) : 0
  writeU16(icmp, 2, internetChecksum(icmp, 0, icmp.length, initial))
  return icmp
}

/** An echo of which only the data is known. */
export function echoMessage(family: Family, kind: 'request' | 'reply', sequence: number, data: Uint8Array): Uint8Array {
  const icmp = new Uint8Array(ECHO_HEADER + data.length)
  icmp[0] = (kind === 'request' ? ECHO_REQUEST : ECHO_REPLY)[family]
  writeU16(icmp, 6, sequence & 0xffff)
  icmp.set(data, ECHO_HEADER)
  return icmp
}

/** Types with a word of their own after the checksum: RFC 792, RFC 1191 §4; RFC 4443 §3.2, §3.4. */
const FRAGMENTATION_NEEDED = { type: 3, code: 4 }
const PARAMETER_PROBLEM: Readonly<Record<Family, number>> = { 4: 12, 6: 4 }
const PACKET_TOO_BIG = 2

/**
 * An ICMP error of which type, code and quote are known.
 * @param info next-hop MTU or pointer, by the type
 */
export function errorMessage(family: Family, type: number, code: number, info: number, quoted: Uint8Array): Uint8Array {
  const icmp = new Uint8Array(8 + quoted.length)
  icmp[0] = type
  icmp[1] = code
  if (family === 6 && (type === PACKET_TOO_BIG || type === PARAMETER_PROBLEM[6])) writeU32(icmp, 4, info)
  else if (family === 4 && type === FRAGMENTATION_NEEDED.type && code === FRAGMENTATION_NEEDED.code)
    writeU16(icmp, 6, info)
  else if (family === 4 && type === PARAMETER_PROBLEM[4]) icmp[4] = info
  icmp.set(quoted, 8)
  return icmp
}

/** Identifier and sequence of an echo, as one number. */
export function wireKey(icmp: Uint8Array): number {
  return icmp.length < ECHO_HEADER ? -1 : readU16(icmp, 4) * 0x1_0000 + readU16(icmp, 6)
}

/** The same address in an array of its own: a sink's and a batch's are lent. */
export function ownBytes(address: Address | undefined): Uint8Array | undefined {
  return address?.bytes.slice()
}
