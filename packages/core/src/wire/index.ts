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
export { ErrorView } from './error-view.js'
export { type ExplainedPart, explain, explainIcmp } from './explain/explain.js'
export { format, formatIcmp } from './explain/format.js'
export type { ExtendedEchoReply, ExtendedEchoRequest } from './extended-echo.js'
export type { InterfaceIdentificationObject } from './extensions/interface-identification.js'
export {
  type InterfaceInformationObject,
  interfaceInformationType,
  type NodeIdentificationObject,
  nameText,
  type SubAddress,
} from './extensions/interface-information.js'
export type {
  ExtensionObject,
  MplsLabel,
  MplsLabelStackObject,
  PointerObject,
  UnknownObject,
} from './extensions/object.js'
export { extensionCompliance, padQuoted, type Quoting } from './extensions/quoting.js'
export type { Extensions } from './extensions/structure.js'
export {
  type ChecksumState,
  type DecodedIcmp,
  decodeIcmp,
  encodeIcmp,
  encodeIcmpInto,
  icmpLength,
} from './icmp.js'
export type { AddressMask } from './icmpv4/address-mask.js'
export type { DestinationUnreachable4 } from './icmpv4/destination-unreachable.js'
export { ECHO_REPLY, ECHO_REQUEST, type Echo, writeEchoRequest } from './icmpv4/echo.js'
export type { Information } from './icmpv4/information.js'
export type { ParameterProblem4 } from './icmpv4/parameter-problem.js'
export type { Redirect4 } from './icmpv4/redirect.js'
export type { RouterAddress, RouterAdvertisement4, RouterSolicitation4 } from './icmpv4/router-discovery.js'
export type { SourceQuench } from './icmpv4/source-quench.js'
export type { TimeExceeded4 } from './icmpv4/time-exceeded.js'
export type { Timestamp } from './icmpv4/timestamp.js'
export type { Traceroute } from './icmpv4/traceroute.js'
export type { DestinationUnreachable6 } from './icmpv6/destination-unreachable.js'
export {
  mldMaximumResponseCode,
  mldMaximumResponseDelay,
  mldQueryInterval,
  mldQueryIntervalCode,
} from './icmpv6/mld-times.js'
export type {
  HomeAgentAddressDiscoveryReply,
  HomeAgentAddressDiscoveryRequest,
  MobilePrefixAdvertisement,
  MobilePrefixSolicitation,
} from './icmpv6/mobile.js'
export type {
  MldVersion2,
  MulticastAddressRecord,
  MulticastListenerQuery,
  MulticastListenerReport,
  MulticastListenerReport2,
} from './icmpv6/multicast-listener.js'
export type { MulticastRouterAdvertisement, MulticastRouterDiscovery } from './icmpv6/multicast-router.js'
export type { InverseNeighborDiscovery, NeighborAdvertisement, NeighborSolicitation } from './icmpv6/neighbor.js'
export type { NodeInformation } from './icmpv6/node-information.js'
export type { PacketTooBig6 } from './icmpv6/packet-too-big.js'
export type { ParameterProblem6 } from './icmpv6/parameter-problem.js'
export type { Redirect6 } from './icmpv6/redirect.js'
export type { RouterAdvertisement6, RouterSolicitation6 } from './icmpv6/router-discovery.js'
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
export { decodeIpv4Options, encodeIpv4Options, type Ipv4Option } from './ipv4-options.js'
export { decodeIpv6Header, type ExtensionHeader, encodeIpv6HeaderInto, type Ipv6Header } from './ipv6.js'
export { decodeIpv6Options, encodeIpv6Options, type Ipv6Option } from './ipv6-options.js'
export type { IcmpHead, IcmpMessage } from './message.js'
export { MessageView } from './message-view.js'
export type { NamedKind, NamedMessage } from './named.js'
export {
  type CaptivePortalOption,
  type DnsSearchListOption,
  type FlagsExtensionOption,
  type RecursiveDnsServerOption,
  searchDomains,
} from './options/configuration.js'
export type { LinkLayerAddressOption, NonceOption } from './options/link-layer-address.js'
export { type NdOption, ndOptionKinds, type UnknownOption } from './options/option.js'
export type { Pref64Option, PrefixInformationOption, RouteInformationOption } from './options/prefix.js'
export type { MtuOption, RedirectedHeaderOption } from './options/redirected-header.js'
export {
  LINKTYPE_RAW,
  type PcapngInterface,
  type PcapngPacket,
  type PcapngSection,
  type PcapngStatistics,
  pcapngInterface,
  pcapngPacket,
  pcapngSection,
  pcapngStatistics,
} from './pcapng/pcapng.js'
export type { Decoded, Problem } from './problem.js'
export {
  decodeQuoted,
  findQuotedEcho,
  type QuotedEcho,
  type QuotedIcmp,
  quotedBytes,
  readQuotedIcmp,
} from './quoted.js'
export { type MessageType, messageTypes } from './registry.js'
export { readTransportHeader, type TransportHeader } from './transport-ports.js'
export type { UnknownMessage } from './unknown.js'
export type { Finding, ValidationContext } from './validate/finding.js'
export { validate } from './validate/validate.js'
