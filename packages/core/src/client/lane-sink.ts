import type { OutcomeInput, PacketInput } from '../session/session.js'
import type { Outcome, Received, Report, SendFailure, Sink, Stamp } from '../transport/contract.js'
import type { Lane, Line } from './lane.js'
import type { LaneTrace } from './trace.js'

/** Brings a socket's input to its session. It exists before both: a transport may call as soon as the socket is open. */
export class LaneSink implements Sink {
  #lane: Lane | undefined
  #packets: PacketInput | undefined
  #outcomes: OutcomeInput | undefined
  #early: Error | undefined
  #trace: LaneTrace | undefined

  attach(lane: Lane, line: Line, trace?: LaneTrace): void {
    this.#lane = lane
    this.#trace = trace
    if (line.mode === 'packet') this.#packets = line.session
    else this.#outcomes = line.session
    if (this.#early !== undefined) lane.broken(this.#early)
  }

  sent(token: number, at: Stamp): void {
    this.#packets?.handleSent(token, at)
    this.#trace?.stamped(token, at)
  }

  sendFailed(token: number, failure: SendFailure): void {
    this.#packets?.handleSendFailed(token, failure)
  }

  packet(icmp: Uint8Array, meta: Received): void {
    this.#packets?.handlePacket(icmp, meta)
    this.#lane?.fed()
  }

  report(report: Report): void {
    this.#packets?.handleReport(report)
    this.#lane?.fed()
  }

  outcome(token: number, outcome: Outcome): void {
    this.#outcomes?.handleOutcome(token, outcome)
  }

  writable(): void {
    this.#lane?.writable()
  }

  drained(): void {
    this.#lane?.drained()
  }

  closed(error: Error): void {
    // A socket may break before anybody has had it.
    if (this.#lane === undefined) this.#early = error
    else this.#lane.broken(error)
  }
}
