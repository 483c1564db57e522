/// <reference lib="esnext.disposable" preserve="true" />
import type {
  AbortSignalLike,
  Capabilities,
  DontFragment,
  Family,
  IcmpError,
  Interval,
  RttSource,
  SendFailure,
  Transport,
} from '@icmp/core'
import type { Statistics } from './statistics/snapshot.js'
import type { ProbeTrace } from './trace-types.js'

/** Options of one probe; every one has a default. Times are in milliseconds. */
export interface PingOptions {
  /** Resolve and use this family only. Default: whatever the name resolves to first. */
  family?: Family | undefined
  /** How long to wait for this probe's answer. Default 4000: a LAN's "no such host" takes 3,049 ms to come back. */
  timeout?: number | undefined
  /** TTL or hop limit of the request, 1 to 255. Default: the system's. */
  ttl?: number | undefined
  /** TOS or traffic class octet of the request, 0 to 255. */
  trafficClass?: number | undefined
  /** Data bytes after the 8-byte ICMP header. Default 56. From 16 on they carry a keyed cookie. */
  size?: number | undefined
  /**
   * 1 to 16 bytes, repeated from the first data byte on; of 16 data bytes or more, the cookie replaces the first 16. Default: each
   * byte its own offset, so that 0x10, 0x11, … follow the cookie, as iputils' ping fills them.
   */
  pattern?: Uint8Array | undefined
  /**
   * `true`: the request is never fragmented, and told too big where it doesn't fit. `'want'`: this host fragments what
   * exceeds the MTU that it knows, routers don't. `false`: in IPv4, routers may. Default: the system's, on Linux `'want'`.
   */
  dontFragment?: DontFragment | undefined
  /** Allow a broadcast address as target. Default false. */
  broadcast?: boolean | undefined
  /**
   * `many`: wait for every answer until the timeout, as to a broadcast or multicast address. Each is an event as it comes (see
   * `onEvent`), and the answer has all `responders`. Default: the first reply ends the probe, and others are duplicates.
   * `ICMP_UNSUPPORTED` where the system runs the exchange.
   */
  responders?: 'many' | undefined
  /** With `responders`: so many different ones end the probe before its timeout, 1 to 65,536. Default 4096. */
  maxResponders?: number | undefined
  /** Source address of the request, one of this host's; else `ICMP_ADDRESS_NOT_AVAILABLE`. */
  source?: string | undefined
  /** Network interface to send from, by name. */
  interface?: string | undefined
  /** Bytes of send buffer for the socket, as the system counts them; it may have a least number. Default: room for a batch. */
  sendBuffer?: number | undefined
  /**
   * Which clock measures the round trip: `kernel` (default), its stamps where it makes them; or `user`, this process's on
   * both ends, so that what the system and the event loop take is included.
   */
  rttClock?: 'kernel' | 'user' | undefined
  /** Gives the probe (or the whole stream) up: the promise rejects with `ICMP_ABORTED`. */
  signal?: AbortSignalLike | undefined
}

/** Options of a stream of probes. */
export interface StreamOptions extends PingOptions {
  /**
   * From one request to the next, from 0.2 on. Default 1000. 0: the next as soon as the last one's answer was taken.
   * `adaptive`: the next as soon as an answer comes, and when none does after as long as they take (RFC 6298's
   * timeout, but 10 at least; 1000 before the first answer). `flood`: as soon as an answer comes, or a hundred a second, whichever is more.
   *
   * Requests are sent by a schedule that begins with the first one, so that lateness doesn't add up. After a stop of more than
   * 20 (a blocked event loop, a sleeping machine) missed turns are left out, else they are made up for.
   */
  interval?: Interval | undefined
  /**
   * Requests that are sent at once at the beginning, 1 to 65,536. Default 1. Where answers set the pace (an `interval` of 0,
   * `adaptive`, `flood`) that many are kept on the way. No more go at once than answers fit into the receive buffer.
   */
  preload?: number | undefined
  /** Milliseconds that are kept between two requests though answers would let the next one go sooner, the first `preload` excepted. Default 0. */
  leastInterval?: number | undefined
  /** How many requests; default: no end. */
  count?: number | undefined
  /**
   * Told of each answer as it comes, before the request that it sets free: for those who need to know in which order
   * requests, answers and events were. The iterator gives the same answers all the same, and has to be asked for them.
   */
  onAnswer?: ((answer: PingAnswer) => void) | undefined
  /** Collects what happens: see `createStatistics`. */
  statistics?: Statistics | undefined
  /** Told of what happens beside the endings: duplicate, late, corrupted answers, redirects. */
  onEvent?: ((event: PingEvent) => void) | undefined
  /**
   * Told of each request as it is sent, before any answer to it; and of the `lag`, by how many milliseconds it is late on its
   * schedule, as the event loop was busy or the timer late. 0 where it waited for an answer.
   */
  onSend?: ((sequence: number, lag: number) => void) | undefined
}

export interface PingerOptions {
  /**
   * `auto` (default) takes the first that works here; a name takes that one or rejects with its reason;
   * a transport object is used as it is.
   */
  transport?: 'auto' | 'dgram' | 'raw' | Transport | undefined
  /**
   * Where to write what passes the sockets, as a pcapng file that Wireshark opens: a stream of `fs.createWriteStream`, say.
   * End it after the pinger was closed. For more choices, give a transport of core's `withPcap`.
   */
  pcap?: PcapTarget | undefined
  /**
   * Told of each step in the life of each probe, in the turn in which it happens. What it throws is thrown again in a turn of
   * its own. One that refers to its pinger keeps it from being garbage-collected.
   */
  trace?: ((step: ProbeTrace) => void) | undefined
}

/** The part of a writable stream that is needed. What it throws ends the capture, and is thrown again in a turn of its own. */
export interface PcapTarget {
  write(bytes: Uint8Array): unknown
}

interface AnswerBase {
  /** The target as the caller wrote it. */
  target: string
  /** The address that was probed, as text. */
  address: string
  family: Family
  /** In a stream, 1, 2, 3, …; for a single ping 1. */
  sequence: number
  /** Data bytes that were sent. */
  size: number
  /** Name of the transport that carried it. */
  transport: string
}

interface Timed {
  /** Round-trip time in milliseconds. */
  rtt: number
  rttSource: RttSource
}

interface NetworkErrorAnswer extends AnswerBase, Timed {
  ok: false
  /** Who sent the error. */
  from: string
  /** ICMP type and code in the family's own numbering. */
  type: number
  code: number
}

/** One who answered. */
export interface Responder extends Timed {
  from: string
  /** TTL or hop limit of the reply as it arrived, where the transport sees it. */
  ttl?: number | undefined
  /** Length of the reply's ICMP message, header included. */
  bytes: number
  /** The ICMP identifier, where it is known. */
  identifier?: number | undefined
  matchedBy: 'cookie' | 'key' | 'system'
  data: 'intact' | 'truncated' | 'extended'
}

export interface ReplyAnswer extends AnswerBase, Responder {
  ok: true
  status: 'reply'
  /** Where many were asked for: all who answered, in that order. The other fields are the first one's. */
  responders?: Responder[] | undefined
}

export type PacketTooBigAnswer = { status: 'packet-too-big'; mtu: number } & (
  | ({ origin: 'network' } & NetworkErrorAnswer)
  | ({ origin: 'local'; ok: false } & AnswerBase)
)

/** How a probe ended. What the network says is a value, never thrown. */
export type PingAnswer =
  | ReplyAnswer
  | (AnswerBase & { ok: false; status: 'timeout' })
  | (NetworkErrorAnswer & { status: 'unreachable' })
  | (NetworkErrorAnswer & { status: 'time-exceeded' })
  | (NetworkErrorAnswer & { status: 'parameter-problem'; pointer: number })
  | PacketTooBigAnswer
  | (AnswerBase & { ok: false; status: 'send-error'; error: SendFailure })

/** Options of a sweep; those of a probe are for each of them. */
export interface SweepOptions extends PingOptions {
  /** Milliseconds that each attempt waits for its answer. Default 1000. */
  timeout?: number | undefined
  /** Targets under way at once, those whose answers nobody has taken yet included. Default 1000. */
  concurrency?: number | undefined
  /** Attempts after the first one that ran out. Default 0. */
  retries?: number | undefined
  /** Requests a second, all targets together. Default: no limit but what the receive buffer holds. */
  rate?: number | undefined
  /** Collects what becomes of each attempt: see `createStatistics`. */
  statistics?: Statistics | undefined
  /** Default: the pinger that all calls of this process share. */
  pinger?: Pinger | undefined
}

/** How a target of a sweep ended. */
export type SweepAnswer =
  | (PingAnswer & {
      /** Requests that were sent. */
      attempts: number
    })
  | { ok: false; status: 'unresolved'; target: string; error: IcmpError }

/** What happened beside the endings. */
export interface PingEvent {
  type: 'duplicate' | 'late' | 'corrupted' | 'redirect' | 'response'
  /** The stream's sequence of the probe it belongs to. */
  sequence: number
  from: string
  /** Round-trip time in milliseconds, where it can be told. */
  rtt?: number | undefined
  ttl?: number | undefined
  /** Length of the ICMP message; 0 where the system keeps an error to itself and gives its quote only. */
  bytes: number
  /** ICMP type and code of the message, in the family's own numbering; not told of a redirect. */
  icmpType?: number | undefined
  icmpCode?: number | undefined
  /** The ICMP identifier of a reply, where it is known. */
  identifier?: number | undefined
  /** For a redirect: the better gateway. */
  gateway?: string | undefined
}

/** A pinger: one socket per family (and per socket-wide option), shared by all of its probes. */
export interface Pinger {
  /** Name of the transport in use. */
  readonly transport: string
  /** One probe. Rejects only for misuse, resolution, permission and abort. */
  ping(target: string, options?: PingOptions): Promise<PingAnswer>
  /** Probes at an interval; answers in the order in which they end. Leaving the loop cancels what is pending. */
  stream(target: string, options?: StreamOptions): AsyncIterableIterator<PingAnswer>
  /** Resolves a target as `ping` does. */
  resolve(target: string, options?: { family?: Family | undefined }): Promise<{ address: string; family: Family }>
  /**
   * Packets lost in the own receive buffers so far; `undefined` where the transport can't tell. On raw sockets no more than
   * an upper bound: while such a buffer is full, Linux counts every ICMP packet of the machine, whosever it is.
   */
  localDrops(): number | undefined
  /** Ends pending probes with `ICMP_CLOSED` and frees the sockets. Idempotent. */
  close(): Promise<void>
  /** The same as `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}

/** What one transport can do here. */
export interface TransportStatus {
  name: 'dgram' | 'raw'
  family: Family
  ok: boolean
  /** Where `ok`: what such a socket can do, as it was opened. */
  capabilities?: Capabilities | undefined
  /** Where not `ok`: an `IcmpErrorCode`, why, and how to enable it. */
  code?: string | undefined
  reason?: string | undefined
  remedy?: string | undefined
}
