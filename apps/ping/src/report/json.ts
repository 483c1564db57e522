import type { PingAnswer, PingEvent } from '@icmp/ping'
import type { Destination } from '../destination.js'
import type { Output } from '../environment.js'
import type { Statistics } from '../statistics.js'
import type { Report, SummaryReport } from './report.js'

/**
 * One JSON object a line. `event` says which: `start`, `answer` (an ending, as `@icmp/ping` gives it), `duplicate`,
 * `late`, `corrupted`, `redirect`, `status`, `summary`. Times are in milliseconds; `time` is since 1970.
 */
export class JsonReport implements Report {
  readonly #output: Output
  readonly #quiet: boolean
  #target = ''

  constructor(output: Output, quiet: boolean) {
    this.#output = output
    this.#quiet = quiet
  }

  begin({ host, address, family, size, source }: Destination): void {
    this.#target = host
    this.#print({ event: 'start', target: host, address, family, size, source })
  }

  sent(): void {}

  answer(answer: PingAnswer, at: number): void {
    if (!this.#quiet) this.#print({ event: 'answer', time: at, ...answer, target: this.#target })
  }

  event({ type, ...event }: PingEvent, at: number): void {
    if (!this.#quiet) this.#print({ event: type, time: at, target: this.#target, ...event })
  }

  hurry(): void {}

  status(statistics: Statistics): void {
    this.#print({ event: 'status', target: this.#target, ...figures(statistics) })
  }

  async summary({ destination, statistics, localDrops }: SummaryReport): Promise<void> {
    const { host: target, address } = destination
    const duration = statistics.duration
    this.#print({ event: 'summary', target, address, ...figures(statistics), duration, localDrops })
  }

  #print(line: object): void {
    this.#output.write(`${JSON.stringify(line)}\n`)
  }
}

function figures(statistics: Statistics): object {
  const { transmitted, received, duplicates, corrupted, errors } = statistics
  const loss = transmitted === 0 ? 0 : (transmitted - received) / transmitted
  const round = statistics.roundTrips()
  const rtt = round && {
    min: milliseconds(round.min),
    avg: milliseconds(round.avg),
    max: milliseconds(round.max),
    mdev: milliseconds(round.mdev),
  }
  return { transmitted, received, duplicates, corrupted, errors, loss, rtt }
}

function milliseconds(us: bigint): number {
  return Number(us) / 1000
}
