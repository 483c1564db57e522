import type { PingAnswer, PingEvent } from '@icmp/ping'
import type { Destination } from '../destination.js'
import type { Output } from '../environment.js'
import type { Statistics } from '../statistics.js'
import { isReply, type Report, type SummaryReport } from './report.js'

const BELL = '\x07'

/**
 * `-f`: a dot for each request, which its reply takes away again, so that what stands there is what is missing. An error
 * leaves an E, a corrupted reply a C.
 */
export class FloodReport implements Report {
  readonly #output: Output
  /** Tells all the rest. */
  readonly #text: Report
  readonly #bell: string
  readonly #width: number
  #dots = 0

  /** @param width of the line: more dots than that are not printed. `Infinity` where there is no end of it */
  constructor(output: Output, text: Report, { audible, width }: { audible: boolean; width: number }) {
    this.#output = output
    this.#text = text
    this.#bell = audible ? BELL : ''
    this.#width = width
  }

  begin(destination: Destination): void | Promise<void> {
    return this.#text.begin(destination)
  }

  sent(): void {
    if (this.#dots++ < this.#width) this.#output.write('.')
  }

  answer({ status }: PingAnswer): void {
    if (status === 'timeout') return
    this.#dots--
    this.#output.write(status === 'reply' ? `\b \b${this.#bell}` : '\bE')
  }

  event(event: PingEvent): void {
    if (event.type === 'redirect') return
    if (event.type === 'corrupted') this.#output.write(`\bC${this.#bell}`)
    else this.#output.write(isReply(event) ? `\b \b${this.#bell}` : '\bE')
  }

  hurry(): void {
    this.#text.hurry()
  }

  status(statistics: Statistics): void {
    this.#text.status(statistics)
  }

  summary(facts: SummaryReport): Promise<void> {
    return this.#text.summary(facts)
  }
}
