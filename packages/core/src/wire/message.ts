import type { IcmpError } from '../errors.js'
import type { Family } from './address.js'
import type { ExtendedEchoReply, ExtendedEchoRequest } from './extended-echo.js'
import type { AddressMask } from './icmpv4/address-mask.js'
import type { DestinationUnreachable4 } from './icmpv4/destination-unreachable.js'
import type { Echo } from './icmpv4/echo.js'
import type { Information } from './icmpv4/information.js'
import type { ParameterProblem4 } from './icmpv4/parameter-problem.js'
import type { Redirect4 } from './icmpv4/redirect.js'
import type { RouterAdvertisement4, RouterSolicitation4 } from './icmpv4/router-discovery.js'
import type { SourceQuench } from './icmpv4/source-quench.js'
import type { TimeExceeded4 } from './icmpv4/time-exceeded.js'
import type { Timestamp } from './icmpv4/timestamp.js'
import type { Traceroute } from './icmpv4/traceroute.js'
import type { DestinationUnreachable6 } from './icmpv6/destination-unreachable.js'
import type {
  HomeAgentAddressDiscoveryReply,
  HomeAgentAddressDiscoveryRequest,
  MobilePrefixAdvertisement,
  MobilePrefixSolicitation,
} from './icmpv6/mobile.js'
import type {
  MulticastListenerQuery,
  MulticastListenerReport,
  MulticastListenerReport2,
} from './icmpv6/multicast-listener.js'
import type { MulticastRouterAdvertisement, MulticastRouterDiscovery } from './icmpv6/multicast-router.js'
import type { InverseNeighborDiscovery, NeighborAdvertisement, NeighborSolicitation } from './icmpv6/neighbor.js'
import type { NodeInformation } from './icmpv6/node-information.js'
import type { PacketTooBig6 } from './icmpv6/packet-too-big.js'
import type { ParameterProblem6 } from './icmpv6/parameter-problem.js'
import type { Redirect6 } from './icmpv6/redirect.js'
import type { RouterAdvertisement6, RouterSolicitation6 } from './icmpv6/router-discovery.js'
import type { TimeExceeded6 } from './icmpv6/time-exceeded.js'
import type { Layout } from './layout/variable.js'
import type { NamedMessage } from './named.js'
import type { Decoded } from './problem.js'
import type { UnknownMessage } from './unknown.js'

/** What every message begins with (RFC 792, RFC 4443 §2.1). */
export interface IcmpHead {
  family: Family
  type: number
  /** Unknown codes survive: they are numbers like any other. */
  code: number
  /** As it was on the wire. Left out, it is computed when encoding; with ICMPv6 that needs the addresses. */
  checksum?: number | undefined
}

/** Every ICMP message: a union on `kind`, then on `family` where the layouts differ. Byte fields view the decoded bytes. */
export type IcmpMessage =
  | ExtendedEchoReply
  | ExtendedEchoRequest
  | AddressMask
  | DestinationUnreachable4
  | Echo
  | Information
  | ParameterProblem4
  | Redirect4
  | RouterAdvertisement4
  | RouterSolicitation4
  | SourceQuench
  | TimeExceeded4
  | Timestamp
  | Traceroute
  | DestinationUnreachable6
  | HomeAgentAddressDiscoveryReply
  | HomeAgentAddressDiscoveryRequest
  | MobilePrefixAdvertisement
  | MobilePrefixSolicitation
  | MulticastListenerQuery
  | MulticastListenerReport
  | MulticastListenerReport2
  | MulticastRouterAdvertisement
  | MulticastRouterDiscovery
  | InverseNeighborDiscovery
  | NeighborAdvertisement
  | NeighborSolicitation
  | NodeInformation
  | PacketTooBig6
  | ParameterProblem6
  | Redirect6
  | RouterAdvertisement6
  | RouterSolicitation6
  | TimeExceeded6
  | NamedMessage
  | UnknownMessage

/** How one kind of message is read and written, and what it is called. One of these for each type, in a file of its own. */
export interface MessageCodec<M extends IcmpMessage = IcmpMessage> {
  readonly family: Family
  readonly types: readonly number[]
  /** The kind of each type. */
  readonly kinds: Readonly<Record<number, string>>
  /** As the standard calls it. */
  readonly title: string
  /** Where it is defined. */
  readonly source: string
  /** Names of codes. */
  readonly codes: Readonly<Record<number, string>>
  /** The table of what comes after the checksum. */
  readonly layout: Layout
  /** Reads the message from all of its bytes, of which there are at least 4. */
  decode(head: Required<IcmpHead>, bytes: Uint8Array): Decoded<M>
  /** Bytes that the message takes. */
  length(message: M): number
  /**
   * Writes what comes after the checksum; `target` starts with the message's first byte.
   * @throws {@link IcmpError} `ICMP_INVALID_OPTION` for a field that does not fit
   */
  write(message: M, target: Uint8Array): void
}
