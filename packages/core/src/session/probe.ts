import type { Address } from '../wire/address.js'

/** What to send and how long to wait. One object may serve any number of probes: the engine never writes to it. */
export interface ProbeRequest {
  to: Address
  /** The echo data as it goes out, but for its first 16 bytes, which a cookie replaces where they all fit. */
  data: Uint8Array
  /** Milliseconds, from handing the packet to the system. */
  timeout: number
  hopLimit?: number | undefined
  trafficClass?: number | undefined
  source?: Address | undefined
  /** Interface index. */
  interface?: number | undefined
  dontFragment?: boolean | undefined
  /** Replies may come from any source: a broadcast, multicast or unspecified target. */
  anySource?: boolean | undefined
}

/** A probe between its submission and the end of its being remembered. */
export class Probe<Context = unknown> {
  /** The wide sequence number, unique in its session. */
  readonly token: number
  request: ProbeRequest
  /** The caller's own, handed back with every event. */
  readonly context: Context
  state: 'queued' | 'handed' | 'ended' = 'queued'
  /** Whether its reply came, in time or late: tells a duplicate from a late answer. */
  answered = false
  /** When it was handed to the system, monotonic milliseconds. */
  handedAt = 0
  /** The kernel's transmit stamp on the wall clock, and the offset sampled with it; NaN until it comes. */
  sentKernel: number = Number.NaN
  sentOffset: number = Number.NaN
  /** Wall clock minus monotonic clock as last known when it was handed over; NaN when never seen. */
  offsetAtSend: number = Number.NaN
  deadline = 0
  /** What its answer is reckoned to take of the receive buffer (see `pacing.ts`); 0 when none is reckoned with. */
  weight = 0
  /** Links of the deadline list. */
  previous: Probe<Context> | undefined
  next: Probe<Context> | undefined

  constructor(token: number, request: ProbeRequest, context: Context) {
    this.token = token
    this.request = request
    this.context = context
  }
}
