import type { Ending } from '../session/ending.js'
import type { ForeignEvent, RedirectEvent, ResponseEvent, SessionEvent, StrayEvent } from '../session/event.js'
import type { ProbeRequest } from '../session/probe.js'
import type { Clock } from '../transport/clock.js'
import type { EchoRequest, Stamp, Transmit } from '../transport/contract.js'
import { type Address, copyOf, type Family } from '../wire/address.js'
import { readU16 } from '../wire/bytes.js'

interface Step {
  /** Which of the client's sockets, from 0 in the order of their opening. */
  socket: number
  family: Family
  /** Milliseconds on the transport's clock, when it was told. */
  at: number
}

interface ProbeStep extends Step {
  /** The probe's number, unique on its socket. */
  token: number
  to: Address
}

/** A probe waits for its turn. */
export interface SubmittedStep extends ProbeStep {
  type: 'submitted'
  /** Data bytes. */
  size: number
  /** Milliseconds. */
  timeout: number
}

/** The system has taken it. It may still refuse it, which is an ending. */
export interface SentStep extends ProbeStep {
  type: 'sent'
  /** What it has on the wire, where the system does not choose it by itself. */
  identifier?: number | undefined
  sequence?: number | undefined
}

/** The kernel's word of when it left; where it gives one (see `Capabilities.stamps`), and the probe has not ended. */
export interface StampedStep extends ProbeStep {
  type: 'stamped'
  stamp: Stamp
}

export interface EndedStep extends ProbeStep {
  type: 'ended'
  ending: Ending
}

/** An answer that ends nothing: see `StrayEvent`, `RedirectEvent`, `ResponseEvent`. */
export type StrayStep =
  | (ProbeStep & Omit<StrayEvent<never>, 'context'>)
  | (ProbeStep & Omit<RedirectEvent<never>, 'context'>)
  | (ProbeStep & Omit<ResponseEvent<never>, 'context'>)

/** A packet that belongs to no probe. */
export type ForeignStep = Step & ForeignEvent

/** One moment in the life of a probe, in a new object. A probe is submitted, sent and ended once at most, in that order. */
export type TraceStep = SubmittedStep | SentStep | StampedStep | EndedStep | StrayStep | ForeignStep

/** Who follows the lives of probes. What it throws is thrown again in a turn of its own, and harms no probe. */
export interface Tracer {
  /** Asked before each such step, which is made up only if so: it may change its mind at any time. */
  wants(type: TraceStep['type']): boolean
  tell(step: TraceStep): void
}

/** Tells a tracer of one socket. */
export class LaneTrace {
  readonly #tracer: Tracer
  readonly #clock: Clock
  readonly #socket: number
  readonly #family: Family
  /** Targets of probes whose stamps are waited for. */
  readonly #unstamped = new Map<number, Address>()

  constructor(tracer: Tracer, clock: Clock, socket: number, family: Family) {
    this.#tracer = tracer
    this.#clock = clock
    this.#socket = socket
    this.#family = family
  }

  submitted(token: number, { data, timeout }: ProbeRequest, to: Address): void {
    if (!this.#tracer.wants('submitted')) return
    this.#tell({ type: 'submitted', ...this.#step(), token, to: copyOf(to), size: data.length, timeout })
  }

  /** The system took so many of these, from the front. */
  sent(batch: readonly (Transmit & EchoRequest)[], taken: number): void {
    const wanted = this.#tracer.wants('sent')
    const stamps = this.#tracer.wants('stamped')
    if (!wanted && !stamps) return
    for (const { token, to: lent, icmp } of batch.slice(0, taken)) {
      const to = copyOf(lent)
      // A transport may stamp before it returns; that stamp then is not told.
      if (stamps) this.#unstamped.set(token, to)
      if (!wanted) continue
      const key = icmp === undefined ? undefined : { identifier: readU16(icmp, 4), sequence: readU16(icmp, 6) }
      this.#tell({ type: 'sent', ...this.#step(), token, to, ...key })
    }
  }

  stamped(token: number, stamp: Stamp): void {
    const to = this.#unstamped.get(token)
    if (to === undefined || stamp.kernel === undefined) return
    this.#unstamped.delete(token)
    if (this.#tracer.wants('stamped')) this.#tell({ type: 'stamped', ...this.#step(), token, to, stamp: { ...stamp } })
  }

  event(event: SessionEvent): void {
    if (event.type === 'ended') this.#unstamped.delete(event.token)
    if (!this.#tracer.wants(event.type)) return
    if (event.type === 'foreign') return this.#tell({ ...this.#step(), ...event })
    const { context: _, ...told } = event
    this.#tell({ ...this.#step(), ...told })
  }

  #step(): Step {
    return { socket: this.#socket, family: this.#family, at: this.#clock.now() }
  }

  #tell(step: TraceStep): void {
    try {
      this.#tracer.tell(step)
    } catch (error) {
      this.#clock.soon(() => {
        throw error
      })
    }
  }
}
