/**
 * The transport contract. Three kinds of input reach the engine, none dressed up as another: packets (raw, memory),
 * error reports (the error queue of a datagram socket holds a quote but no error message) and outcomes (an OS call like
 * `IcmpSendEcho` runs the whole exchange).
 */
import type { Address, Family } from '../wire/address.js'
import type { Capabilities } from './capabilities.js'
import type { Clock } from './clock.js'

/**
 * When something happened, in milliseconds. `monotonic` is read on the transport's clock when the program saw it.
 * `kernel` is the kernel's own stamp on the wall clock, and `offset` is wall clock minus monotonic clock, sampled with
 * it: two stamps whose offsets disagree lie on both sides of a clock step, and then only `monotonic` counts.
 */
export interface Stamp {
  monotonic: number
  kernel?: number
  offset?: number
}

/** The answer of {@link Transport.check}. */
export type Availability = { ok: true } | { ok: false; code: string; reason: string; remedy: string }

export interface Transport {
  /** Short and lower-case: `raw`, `dgram`, `memory`. */
  readonly name: string
  /** The clock that this transport's stamps are read on, and that its user takes timers from. */
  readonly clock: Clock
  /** Can it be used here? Opens and closes at most; never sends. */
  check(family: Family): Promise<Availability>
  /** Rejects with an `IcmpError`: `ICMP_PERMISSION`, `ICMP_BINARY_MISSING`, `ICMP_UNSUPPORTED`, `ICMP_DEVICE_NOT_FOUND`, `ICMP_SYSTEM`. */
  open(options: SocketOptions, sink: Sink): Promise<PacketSocket | EchoSocket>
}

/**
 * What becomes of a packet that is larger than its path takes. `true`: nobody fragments it, and it is told too big.
 * `'want'`: this host fragments what exceeds the MTU that it knows, and forbids it to routers. `false`: routers may as
 * well, where the protocol lets them: in IPv6 none does (RFC 8200 §5), so that `false` and `'want'` are the same. Left
 * out, it is as the system has it, on Linux `'want'`.
 */
export type DontFragment = boolean | 'want'

/** What is fixed for one socket. IPv4 don't-fragment has no control message on Linux, so it can't travel with a packet. */
export interface SocketOptions {
  family: Family
  dontFragment?: DontFragment | undefined
  broadcast?: boolean | undefined
  /** Bind to this network interface, by name. */
  device?: string | undefined
  /** Bytes to ask for as receive buffer; the transport's choice when left out. */
  receiveBuffer?: number | undefined
  /** Bytes to ask for as send buffer; the transport's choice when left out. */
  sendBuffer?: number | undefined
}

interface Socket {
  readonly capabilities: Capabilities
  /** Whether the socket holds the event loop while it waits for input; false at open. */
  keepAlive(on: boolean): void
  /** Packets lost in this socket's own receive buffer since it was opened: how many, never which. 0 where unknown. */
  drops(): number
  /** Idempotent. No sink call comes after it was called. */
  close(): Promise<void>
}

export interface PacketSocket extends Socket {
  readonly mode: 'packet'
  /** The identifier the socket is bound to, iff `capabilities.identifier` is `socket`. */
  readonly identifier?: number
  /** The first of an aligned block of identifiers whose replies are let in, and its size; iff `capabilities.identifier` is `caller`. */
  readonly identifiers?: { readonly first: number; readonly count: number }
  /**
   * Takes packets from the front of the batch and says how many; the rest waits for `sink.writable()`. A packet that
   * was taken gets `sent` or `sendFailed`. The batch, its objects, addresses and bytes are lent: they are used again after return.
   */
  send(batch: readonly Transmit[]): number
  /**
   * Reads at most about `max` packets without blocking. Less than `max` means empty. Stamps of sent packets are handed on
   * first, packets and reports in the order in which they arrived, where it is known: the first one ends a probe.
   */
  drain(max: number): number
}

/** The system matches answers itself: no sequence, no duplicate and no late reply is ever seen. */
export interface EchoSocket extends Socket {
  readonly mode: 'echo'
  /** Takes requests from the front of the batch and says how many. Each one taken gets exactly one `outcome`. */
  request(batch: readonly EchoRequest[]): number
  /** Gives one up; its outcome still comes. */
  cancel(token: number): void
}

export interface PacketOptions {
  /** The caller's number for this packet: unique among those not yet settled. */
  token: number
  to: Address
  /** TTL or hop limit, 1 to 255. */
  hopLimit?: number | undefined
  /** TOS or traffic class, the whole octet (DSCP and ECN). */
  trafficClass?: number | undefined
  source?: Address | undefined
  /** Interface index. */
  interface?: number | undefined
  dontFragment?: boolean | undefined
}

/** One packet to send. */
export interface Transmit extends PacketOptions {
  /** The ICMP message. Identifier and checksum are rewritten below where the capabilities say so. */
  icmp: Uint8Array
}

/** One exchange for the system to run. */
export interface EchoRequest extends PacketOptions {
  payload: Uint8Array
  /** Milliseconds. */
  timeout: number
}

/** A failing send: this packet's own fault only. */
export interface SendFailure {
  /** The errno's name, as `EMSGSIZE`. */
  code: string
  errno: number
  syscall: string
  /** For `EMSGSIZE`: the path MTU that the system knows, in bytes. */
  mtu?: number | undefined
}

/**
 * Where a socket hands over its input. Called only from within `drain()` or `send()`, or in a fresh event-loop turn.
 * All byte arrays are lent until the call returns.
 */
export interface Sink {
  /** The packet left at that time. Comes before its reply, or is lost. */
  sent(token: number, at: Stamp): void
  sendFailed(token: number, failure: SendFailure): void
  packet(icmp: Uint8Array, meta: Received): void
  report(report: Report): void
  /** Exactly once per request taken. */
  outcome(token: number, outcome: Outcome): void
  /** There is room again after a short `send`. */
  writable(): void
  /** Everything that arrived up to now has been handed over: results can be given out. Ends each turn that fed the sink by itself. */
  drained(): void
  /** The socket broke by itself; it is closed. */
  closed(error: Error): void
}

export interface Received {
  from: Address
  /** The destination address of the packet, where `capabilities.sees` has `destination`. */
  to?: Address | undefined
  hopLimit?: number | undefined
  /** The IP header, where the socket delivers one. */
  header?: Uint8Array | undefined
  /** Length of the ICMP message as received; more than `icmp.length` means that it was cut. */
  length: number
  at: Stamp
}

/** An error-queue entry: there is no error message in it, only the quote from its ICMP header on. */
export interface Report {
  origin: 'network' | 'local'
  /** The offender: who sent the error. */
  from?: Address | undefined
  /** Where the packet that failed was sent. */
  to: Address
  type: number
  code: number
  /** The kernel's extra word: next-hop MTU for packet-too-big, pointer for parameter problems. */
  info: number
  quoted: Uint8Array
  at: Stamp
}

export interface Outcome {
  kind: 'reply' | 'error' | 'timeout' | 'cancelled' | 'failed'
  /** The system's raw status (Windows: IP_STATUS). */
  status: number
  /** ICMP type and code, where the status determines them. */
  type?: number | undefined
  code?: number | undefined
  /** Next-hop MTU, where the system tells. */
  mtu?: number | undefined
  replies: { from: Address; payload: Uint8Array; hopLimit?: number | undefined; apiMs: number }[]
  at: Stamp
}
