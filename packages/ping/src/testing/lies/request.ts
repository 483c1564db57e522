import { decodePacket, type Family, type IpPacket } from '@icmp/core'

/** An echo request as a liar sees it. */
export interface Request {
  family: Family
  packet: IpPacket
  /** Its ICMP message. */
  icmp: Uint8Array
  source: Uint8Array
  destination: Uint8Array
  /** Of the lie: the last byte of the address that was asked. */
  number: number
  identifier: number
  sequence: number
  data: Uint8Array
}

/** The echo request in a packet; undefined for anything else, the kernel's own router solicitations among it. */
export function readRequest(bytes: Uint8Array): Request | undefined {
  const decoded = decodePacket(bytes)
  if (!decoded.ok || decoded.value.icmp === undefined) return undefined
  const packet = decoded.value
  const { message, checksum } = decoded.value.icmp
  if (message.kind !== 'echo-request' || checksum !== 'valid') return undefined
  const { family, identifier, sequence, data } = message
  const { source, destination } = packet.header
  const number = destination.at(-1)!
  return { family, packet, icmp: packet.payload, source, destination, number, identifier, sequence, data }
}
