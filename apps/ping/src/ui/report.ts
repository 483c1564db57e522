import type { Statistics as Collected, PingAnswer, PingEvent } from '@icmp/ping'
import type { Report, SummaryReport } from '../report/report.js'
import type { HostModel } from './model.js'
import type { Screen } from './screen.js'

/** `--ui`: what happens is shown as it happens, and the summary is printed when the screen is the shell's again. */
export class LiveReport implements Report {
  readonly collected: Collected
  readonly #host: HostModel
  readonly #screen: Screen
  /** Tells the summary. */
  readonly #text: Report

  constructor(host: HostModel, screen: Screen, text: Report) {
    this.collected = host.collected
    this.#host = host
    this.#screen = screen
    this.#text = text
  }

  begin(): void {}

  sent(): void {
    this.#host.sent()
    this.#screen.changed()
  }

  answer(answer: PingAnswer): void {
    this.#host.answer(answer)
    this.#screen.changed()
  }

  event(event: PingEvent): void {
    this.#host.event(event)
    this.#screen.changed()
  }

  hurry(): void {
    this.#text.hurry()
  }

  /** It is on the screen already. */
  status(): void {}

  async summary(facts: SummaryReport): Promise<void> {
    await this.#screen.leave()
    await this.#text.summary(facts)
  }
}
