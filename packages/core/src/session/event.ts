import type { Address } from '../wire/address.js'
import type { Ending, Responder } from './ending.js'

interface OfProbe<Context> {
  token: number
  /** The probe's target. */
  to: Address
  context: Context
}

/** A probe's one ending. */
export interface EndedEvent<Context> extends OfProbe<Context> {
  type: 'ended'
  ending: Ending
}

/** An answer that counts for nothing any more, or can't be trusted. It never ends a probe. */
export interface StrayEvent<Context> extends OfProbe<Context> {
  /**
   * `duplicate`: the probe had its reply already, in time or late. `late`: it had ended otherwise, or its deadline had passed when the
   * packet arrived. `corrupted`: key and source agree, but the checksum or the data are wrong.
   */
  type: 'duplicate' | 'late' | 'corrupted'
  /** Whether the probe had run out. */
  timedOut: boolean
  from: Address
  /** Milliseconds, where the request's time is still known. */
  rtt?: number | undefined
  hopLimit?: number | undefined
  /** Length of the ICMP message. */
  bytes: number
  /** Type and code of the message. */
  icmpType: number
  icmpCode: number
  /** Of a reply: the identifier that it carried. */
  identifier?: number | undefined
}

/**
 * A router says that another gateway is nearer (RFC 792, RFC 4861 §4.5). The probe goes on. Linux shows IPv6's to raw
 * sockets only.
 */
export interface RedirectEvent<Context> extends OfProbe<Context> {
  type: 'redirect'
  from: Address
  gateway: Address
  /** Length of the ICMP message; 0 where the system keeps it to itself and gives its quote only. */
  bytes: number
}

/** One of many answers to a probe, which goes on. */
export interface ResponseEvent<Context> extends OfProbe<Context> {
  type: 'response'
  response: Responder
}

/**
 * Something of another process or another host, which the socket's filter let through; or about a probe but without
 * meaning for it, as source quench (RFC 6633 §3) and errors of unknown type.
 */
export interface ForeignEvent {
  type: 'foreign'
  from: Address | undefined
  icmpType: number
  icmpCode: number
  bytes: number
}

export type SessionEvent<Context = unknown> =
  | EndedEvent<Context>
  | StrayEvent<Context>
  | ResponseEvent<Context>
  | RedirectEvent<Context>
  | ForeignEvent
