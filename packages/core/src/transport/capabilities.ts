/** Options that can travel with one packet instead of belonging to the whole socket. */
export type PerPacketOption = 'hopLimit' | 'trafficClass' | 'source' | 'interface' | 'dontFragment'

/** What a socket lets its user see, where transports differ. */
export type Visibility = 'duplicates' | 'foreign' | 'replyHopLimit' | 'destination'

/**
 * What is true of one socket as it was opened. It is data: the session engine and the conformance suite read the same
 * object, and results of two transports differ only where their capabilities do.
 */
export interface Capabilities {
  /**
   * Who chooses the echo identifier: `caller` (raw, memory), the `socket` (dgram: the kernel writes the one the socket
   * is bound to), or it stays `hidden` (an OS call that runs the exchange).
   */
  readonly identifier: 'caller' | 'socket' | 'hidden'
  /** Which options of a packet are honoured. One that is missing here is refused with `ICMP_UNSUPPORTED`. */
  readonly perPacket: readonly PerPacketOption[]
  /**
   * Who computes the ICMP checksum when sending, and who verifies it when receiving. `below`: the system does, and a
   * packet with a bad one never arrives.
   */
  readonly checksum: { readonly send: 'caller' | 'below'; readonly receive: 'caller' | 'below' }
  /** How ICMP errors arrive: as whole packets, as error-queue reports, or as outcomes. Never two ways. */
  readonly errors: 'packets' | 'reports' | 'outcomes'
  readonly sees: readonly Visibility[]
  /** Which clock stamps packets. `user`: this process, when it sends or reads. `api-ms`: whole milliseconds of an OS call. */
  readonly stamps: { readonly sent: 'kernel' | 'user'; readonly received: 'kernel' | 'user' | 'api-ms' }
  /** What `drops()` counts: this socket's `own` replies only, `mixed` with foreign packets, or `unknown`. */
  readonly drops: 'own' | 'mixed' | 'unknown'
  /** Largest echo payload in bytes that this socket can send. */
  readonly maxPayload: number
  /** How many small replies fit unread into the receive buffer, with the room that transmit stamps take deducted. */
  readonly receiveSlots: number
}
