import type { Echo, IcmpMessage, Ipv4Header, Ipv4Packet, Ipv6Header, Ipv6Packet } from '@icmp/core'

/** The reply to an echo request with right checksums; undefined for any other packet, and for fragments. */
export function echoReply(bytes: Uint8Array): Uint8Array | undefined
/** An echo request with right checksums, decoded; its bytes are views of `bytes`. */
export function requestOf(bytes: Uint8Array): { packet: Ipv4Packet | Ipv6Packet; message: Echo } | undefined
/** The reply as a record, its checksum left to be computed; also a good start for one that is wrong on purpose. */
export function replyTo(request: Echo): Echo
/** The message in a packet back to where `packet` came from, with `fields` instead of the header's usual ones. */
export function packetBack(
  packet: Ipv4Packet | Ipv6Packet,
  message: IcmpMessage,
  fields?: Partial<Omit<Ipv4Header, 'version'>> & Partial<Omit<Ipv6Header, 'version'>>,
): Uint8Array
