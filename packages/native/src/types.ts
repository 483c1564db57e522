/** The shapes that cross the addon's boundary. They are structural twins of the transport contract's; nothing is imported. */

export interface NativeAddress {
  family: 4 | 6
  /** 4 or 16 bytes. */
  bytes: Uint8Array
  /** Interface index of a link-local IPv6 address, else 0. */
  scope: number
}

/**
 * Milliseconds: CLOCK_MONOTONIC when the packet was read (for `sent`: just before it was given to the kernel); the
 * kernel's CLOCK_REALTIME stamp; and realtime minus monotonic, sampled together with `monotonic`. Both clocks of a sent
 * packet are those of its departure, so a clock step between departure and arrival shows in the offsets.
 */
export interface NativeStamp {
  monotonic: number
  kernel?: number
  offset?: number
}

export interface SocketConfig {
  kind: 'raw' | 'dgram'
  family: 4 | 6
  /** SO_BINDTODEVICE. */
  device?: string | undefined
  /** IP_MTU_DISCOVER = DO, DONT or WANT (v4) for the whole socket; on v6 `true` travels with the packet. */
  dontFragment?: boolean | 'want' | undefined
  /** SO_BROADCAST. */
  broadcast?: boolean | undefined
  /** SO_RCVBUF in bytes as the caller wants to have it reported (the kernel doubles what it is asked for). Default: the system's. */
  receiveBuffer?: number | undefined
  /** SO_SNDBUF, likewise. */
  sendBuffer?: number | undefined
  /** IP_RECVERR / IPV6_RECVERR: ICMP errors come as reports. For dgram only. */
  errorQueue?: boolean | undefined
  /** `counted`: transmit stamps by the kernel's count of packets, as before Linux 6.13, though this kernel takes ids. For tests. */
  stampIds?: 'counted' | undefined
  /** ICMP types to let in (ICMP_FILTER, ICMP6_FILTER). For raw only; default all. */
  accept?: readonly number[] | undefined
  /** A BPF filter: only echo replies, and errors quoting echo requests, with an identifier of this aligned block. For raw only; count is a power of two. */
  identifiers?: { readonly first: number; readonly count: number } | undefined
}

export interface Outgoing {
  token: number
  to: NativeAddress
  icmp: Uint8Array
  hopLimit?: number | undefined
  trafficClass?: number | undefined
  source?: NativeAddress | undefined
  interface?: number | undefined
  dontFragment?: boolean | undefined
}

export interface SendFailure {
  /** errno's name. */
  code: string
  errno: number
  syscall: string
  /** For EMSGSIZE: the path MTU the kernel knows for that destination. */
  mtu?: number | undefined
}

export interface Incoming {
  from: NativeAddress
  to?: NativeAddress | undefined
  hopLimit?: number | undefined
  /** Length of the packet as the kernel had it; more than the bytes given means it was cut. */
  length: number
  at: NativeStamp
}

export interface QueuedError {
  /** SO_EE_ORIGIN_ICMP / ICMP6 → network; SO_EE_ORIGIN_LOCAL → local. */
  origin: 'network' | 'local'
  /** errno's number and name of the entry. */
  errno: number
  from?: NativeAddress | undefined
  /** Where the packet that failed was sent. */
  to: NativeAddress
  type: number
  code: number
  info: number
  /** The quote, from its ICMP header on; empty for local entries. */
  quoted: Uint8Array
  at: NativeStamp
}

/** Called only from within `send()` and `drain()`, or in a fresh event-loop turn. Bytes are lent until return. */
export interface SocketHandler {
  sent(token: number, at: NativeStamp): void
  sendFailed(token: number, failure: SendFailure): void
  /** A whole packet as the kernel gives it: with the IP header on IPv4 raw sockets (and macOS dgram), else from the ICMP header on. */
  packet(data: Uint8Array, meta: Incoming): void
  error(entry: QueuedError): void
  writable(): void
  /** All that had arrived was handed over; ends each turn in which the socket called by itself. */
  drained(): void
  closed(error: Error): void
}

export interface NativeSocket {
  /** The identifier a dgram socket is bound to; 0 for raw. */
  readonly identifier: number
  /** Who stamps packets. `user` for sent: the clock was read before the system call, and `sent` is called from `send`. */
  readonly stamps: { readonly sent: 'kernel' | 'user'; readonly received: 'kernel' | 'user' }
  /** SO_RCVBUF and SO_SNDBUF as the kernel reports them. */
  readonly receiveBuffer: number
  readonly sendBuffer: number
  /** Packets taken from the front. Stale socket errors (an earlier packet's) are drained and the send repeated. */
  send(batch: readonly Outgoing[]): number
  /** Reads about `max` packets without blocking; less than `max` returned means empty. Stamps and errors are handed on first. */
  drain(max: number): number
  /** Whether the system counts drops (Linux 4.12 and later, where nothing forbids to ask). */
  readonly countsDrops: boolean
  /** Drops in the receive buffer since open (SO_MEMINFO), normalised so that one lost packet counts once; 0 where they are not counted. */
  drops(): number
  keepAlive(on: boolean): void
  close(): void
}
