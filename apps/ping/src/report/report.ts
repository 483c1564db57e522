import type { Statistics as Collected, PingAnswer, PingEvent } from '@icmp/ping'
import type { Destination } from '../destination.js'
import type { Statistics } from '../statistics.js'

/** What a run tells as it goes. `at` is in milliseconds since 1970. */
export interface Report {
  /** What else is to be counted, if anything. */
  readonly collected?: Collected
  begin(destination: Destination): void | Promise<void>
  /** A request is sent. */
  sent(): void
  /** How a request ended. One that timed out is told in JSON only, as iputils says nothing then. */
  answer(answer: PingAnswer, at: number): void
  /** What came beside the endings. A late reply counts as any other. */
  event(event: PingEvent, at: number): void
  /** Somebody wants it over: no more waiting for what is slow. */
  hurry(): void
  /** What SIGQUIT asks for. */
  status(statistics: Statistics): void
  summary(facts: SummaryReport): Promise<void>
}

export interface SummaryReport {
  destination: Destination
  statistics: Statistics
  /** How many requests there were a second was up to the answers. */
  asFastAsAnswered: boolean
  /** Packets lost in this host's own receive buffers, where the transport can tell. */
  localDrops: number | undefined
}

/** What comes late may be an error as well. */
export function isReply({ icmpType }: PingEvent): boolean {
  return icmpType === 0 || icmpType === 129
}
