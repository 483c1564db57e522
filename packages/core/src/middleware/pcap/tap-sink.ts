import type { Outcome, Received, Report, SendFailure, Sink, Stamp } from '../../transport/contract.js'
import type { EchoTap } from './echo-tap.js'
import type { PcapFile } from './file.js'
import type { PacketTap } from './packet-tap.js'

/** Looks at what a socket hands over before its user does, who may take it apart. */
export class TapSink implements Sink {
  readonly #sink: Sink
  readonly #file: PcapFile
  /** One of the two, once the socket is open. */
  packets: PacketTap | undefined
  outcomes: EchoTap | undefined

  constructor(sink: Sink, file: PcapFile) {
    this.#sink = sink
    this.#file = file
  }

  sent(token: number, at: Stamp): void {
    this.#file.guard(() => this.packets?.sent(token, at))
    this.#sink.sent(token, at)
  }

  sendFailed(token: number, failure: SendFailure): void {
    this.#file.guard(() => this.packets?.sendFailed(token, failure))
    this.#sink.sendFailed(token, failure)
  }

  packet(icmp: Uint8Array, meta: Received): void {
    this.#file.guard(() => this.packets?.packet(icmp, meta))
    this.#sink.packet(icmp, meta)
  }

  report(report: Report): void {
    this.#file.guard(() => this.packets?.report(report))
    this.#sink.report(report)
  }

  outcome(token: number, outcome: Outcome): void {
    this.#file.guard(() => this.outcomes?.outcome(token, outcome))
    this.#sink.outcome(token, outcome)
  }

  writable(): void {
    this.#sink.writable()
  }

  drained(): void {
    this.#file.guard(() => (this.packets ?? this.outcomes)?.settled())
    this.#sink.drained()
  }

  closed(error: Error): void {
    this.#file.guard(() => (this.packets ?? this.outcomes)?.close(error))
    this.#sink.closed(error)
  }
}
