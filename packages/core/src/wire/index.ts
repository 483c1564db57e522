/**
 * The wire codec. Standards: RFC 791, 792, 1071, 1122, 1191, 1624, 1812, 4443, 4861, 4884, 8200.
 */
export * from './address.js'
export {
  internetChecksum,
  internetChecksumValid,
  onesSum,
  type PseudoHeader,
  pseudoHeaderSum,
  updateChecksum,
  updateChecksum32,
} from './checksum.js'
export { EchoView } from './echo-view.js'
export {
  type ChecksumState,
  type DecodedIcmp,
  decodeIcmp,
  encodeIcmp,
  encodeIcmpInto,
  icmpLength,
} from './icmp.js'
export type { DestinationUnreachable4 } from './icmpv4/destination-unreachable.js'
export { ECHO_REPLY, ECHO_REQUEST, type Echo, writeEchoRequest } from './icmpv4/echo.js'
export type { ParameterProblem4 } from './icmpv4/parameter-problem.js'
export type { Redirect4 } from './icmpv4/redirect.js'
export type { TimeExceeded4 } from './icmpv4/time-exceeded.js'
export type { DestinationUnreachable6 } from './icmpv6/destination-unreachable.js'
export type { PacketTooBig6 } from './icmpv6/packet-too-big.js'
export type { ParameterProblem6 } from './icmpv6/parameter-problem.js'
export type { Redirect6 } from './icmpv6/redirect.js'
export type { TimeExceeded6 } from './icmpv6/time-exceeded.js'
export {
  decodeIpv4Packet,
  decodeIpv6Packet,
  decodePacket,
  encodeIpv4Packet,
  encodeIpv6Packet,
  encodePacket,
  type IpPacket,
  type Ipv4Packet,
  type Ipv6Packet,
} from './ip-packet.js'
export { decodeIpv4Header, encodeIpv4HeaderInto, type Ipv4Header } from './ipv4.js'
export { decodeIpv6Header, type ExtensionHeader, encodeIpv6HeaderInto, type Ipv6Header } from './ipv6.js'
export type { IcmpHead, IcmpMessage } from './message.js'
export type { Decoded, Problem } from './problem.js'
export {
  decodeQuoted,
  findQuotedEcho,
  type QuotedEcho,
  type QuotedIcmp,
  quotedBytes,
  readQuotedIcmp,
} from './quoted.js'
export type { UnknownMessage } from './unknown.js'
