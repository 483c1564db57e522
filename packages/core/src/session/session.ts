/**
 * The sans-IO session engine: it has no timer, no socket and no promise. Input comes by `handle…`, each with the time;
 * output is taken by `poll…`. After any `handle…`, `submit` or `cancel`: poll `pollTransmit` until it gives nothing,
 * then `pollEvent` until it gives nothing, then sleep until `nextDeadline()` or new input.
 *
 * What it promises: every submitted probe ends exactly once; no bytes from the network make it throw; and a `reply` is
 * an answer to just that probe (see `match-reply.ts`).
 */
import type { EchoRequest, Outcome, Received, Report, SendFailure, Stamp, Transmit } from '../transport/contract.js'
import type { Address } from '../wire/address.js'
import type { SessionEvent } from './event.js'
import type { ProbeRequest } from './probe.js'

export interface Session<Out, Context = unknown> {
  /** Probes that have not ended. */
  readonly pending: number
  /** Whether all keys are taken, or rest as a late answer may come to them: submit elsewhere. */
  readonly full: boolean
  /** Whether all of them are taken: then there is no room even where keys are used that should rest. */
  readonly exhausted: boolean
  /** When the key that rests longest will have rested; `Infinity` when none does. */
  readonly nextRested: number
  /** Tells the time where nothing else does: keys may have rested meanwhile. */
  tick(now: number): void
  /**
   * Queues a probe; its events carry the token and the context.
   * @param to where to, when one request serves for many targets of a family; it is copied. Default: the request's own
   */
  submit(request: ProbeRequest, context: Context, to?: Address): number
  /**
   * Ends a probe as `cancelled`; nothing happens if it has ended.
   * @returns whether it was still queued: its request is never sent
   */
  cancel(token: number): boolean
  /** Ends all of them as `cancelled`. */
  cancelAll(): void
  /** Forgets the ended ones, which are kept for their late answers: nothing will be received any more. */
  forget(): void
  /**
   * Something to hand to the socket, or undefined: nothing is queued, or too many answers are on the way.
   * @param spare one that the socket is done with, to be filled anew
   */
  pollTransmit(now: number, spare?: Out): Out | undefined
  /** These, from the end of what was polled, were not taken by the socket: they will be polled again. */
  handleUnsent(rest: readonly Out[]): void
  pollEvent(): SessionEvent<Context> | undefined
  /** Monotonic milliseconds, or undefined while nothing can run out. */
  nextDeadline(): number | undefined
  /**
   * Ends the probes whose deadline has come. Call it with the time only after the socket was drained empty: an answer that
   * lies there unread may have come in time. Where a flood never lets it run empty, call it with `readUpTo`.
   */
  handleTimeout(now: number): void
  /** All that arrived before this moment has been read: the latest arrival among it, or the last `handleDrained`. */
  readonly readUpTo: number
}

/** What a packet socket's session takes beside. */
export interface PacketInput {
  handleSent(token: number, at: Stamp): void
  handleSendFailed(token: number, failure: SendFailure): void
  handlePacket(icmp: Uint8Array, meta: Received): void
  handleReport(report: Report): void
  /** The socket was drained empty by a call that began at that time. Room of answers that never came is given back. */
  handleDrained(at: number): void
}

/** What an echo socket's session takes beside. */
export interface OutcomeInput {
  handleOutcome(token: number, outcome: Outcome): void
  /** Tokens that the socket should give up. */
  pollCancel(): number | undefined
}

export type PacketSession<Context = unknown> = Session<Transmit, Context> & PacketInput
export type EchoSession<Context = unknown> = Session<EchoRequest, Context> & OutcomeInput
