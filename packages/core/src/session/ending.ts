import type { SendFailure } from '../transport/contract.js'
import type { Address } from '../wire/address.js'

/**
 * Which clocks measured a round trip: `kernel`, both ends stamped by the kernel; `user`, at least one end read by this
 * process; `api-ms`, whole milliseconds told by an operating system's call.
 */
export type RttSource = 'kernel' | 'user' | 'api-ms'

interface Timed {
  /** Round-trip time in milliseconds: from the request's leaving this host until the answer's arrival. */
  rtt: number
  rttSource: RttSource
}

/** Who sent an echo reply that is ours beyond doubt, and what it was like. */
export interface Responder extends Timed {
  from: Address
  /** The reply's own destination address, where the transport sees it. */
  to?: Address | undefined
  /** TTL or hop limit of the reply as it arrived, where the transport sees it. */
  hopLimit?: number | undefined
  /** The identifier that request and reply carried, where it is known. */
  identifier?: number | undefined
  /** The reply's code: 0, unless the other side does odd things. */
  code: number
  /** Length of the reply's ICMP message in bytes, header included. */
  bytes: number
  /** What proved it ours: the keyed cookie in the payload; `key`, the identifier and sequence alone where the payload is too small for one; `system`, the operating system's word. */
  matchedBy: 'cookie' | 'key' | 'system'
  /** Whether all data came back: some hosts answer with less than they were sent, none of it wrong. */
  data: 'intact' | 'truncated' | 'extended'
}

/** An echo reply that is ours beyond doubt. */
export interface Reply extends Responder {
  status: 'reply'
  /** All who answered, the first one included, where many were asked for; the other fields are the first one's. */
  responders?: readonly Responder[] | undefined
}

/** No answer came in time. */
export interface Timeout {
  status: 'timeout'
}

interface NetworkError extends Timed {
  /** Who sent the error. */
  from: Address
  /** ICMP type and code of the error, in the family's own numbering. */
  type: number
  code: number
}

/** ICMPv4 type 3 but for code 4, ICMPv6 type 1 (RFC 792, RFC 4443 §3.1). */
export interface Unreachable extends NetworkError {
  status: 'unreachable'
}

/** ICMPv4 type 11, ICMPv6 type 3 (RFC 792, RFC 4443 §3.3). */
export interface TimeExceeded extends NetworkError {
  status: 'time-exceeded'
}

/** ICMPv4 type 12, ICMPv6 type 4 (RFC 792, RFC 4443 §3.4). */
export interface ParameterProblem extends NetworkError {
  status: 'parameter-problem'
  /** Offset in bytes of the offending field in the packet that was sent. */
  pointer: number
}

/** The packet did not fit: said by a router (`network`), or by this host, which knows the path's MTU (`local`). */
export type PacketTooBig = {
  status: 'packet-too-big'
  /** Next-hop MTU in bytes; 0 where a router did not tell (RFC 1191 §4). */
  mtu: number
} & (({ origin: 'network' } & NetworkError) | { origin: 'local' })

/** The packet could not be sent, by its own fault. */
export interface SendError {
  status: 'send-error'
  error: SendFailure
}

/** The caller gave it up. */
export interface Cancelled {
  status: 'cancelled'
}

/** How a probe ends: exactly once, as one of these. */
export type Ending =
  | Reply
  | Timeout
  | Unreachable
  | TimeExceeded
  | PacketTooBig
  | ParameterProblem
  | SendError
  | Cancelled
