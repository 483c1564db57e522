import type { Statistics as Collected, PingAnswer, PingEvent, StatisticsSnapshot } from '@icmp/ping'
import type { Destination } from '../destination.js'
import { isReply } from '../report/report.js'
import type { Sample } from './chart.js'

/** Samples that are kept: more than any terminal is wide. */
const KEPT = 1024

/** What the view shows of one host. */
export class HostModel {
  readonly destination: Destination
  readonly collected: Collected
  last: number | undefined
  readonly #samples: Sample[] = []
  /** The sequence of the first sample. */
  #first = 1

  constructor(destination: Destination, collected: Collected) {
    this.destination = destination
    this.collected = collected
  }

  get samples(): readonly Sample[] {
    return this.#samples
  }

  snapshot(): StatisticsSnapshot {
    return this.collected.snapshot()
  }

  sent(): void {
    this.#samples.push(undefined)
    if (this.#samples.length <= 2 * KEPT) return
    this.#first += this.#samples.length - KEPT
    this.#samples.splice(0, this.#samples.length - KEPT)
  }

  answer(answer: PingAnswer): void {
    if (answer.status === 'reply') {
      this.last = answer.rtt
      this.#set(answer.sequence, answer.rtt)
    } else this.#set(answer.sequence, answer.status === 'timeout' ? 'lost' : 'error')
  }

  /** A late reply is none the less one. */
  event(event: PingEvent): void {
    if (event.type !== 'late' || event.rtt === undefined || !isReply(event)) return
    this.last = event.rtt
    this.#set(event.sequence, event.rtt)
  }

  /**
   * Those that younger ones have overtaken are shown as lost, long before they have run out: a run waits for each request as
   * long as it can.
   */
  shown(): readonly Sample[] {
    const answered = this.#samples.findLastIndex((sample) => typeof sample === 'number' || sample === 'error')
    const overdue = Math.max(answered, this.#samples.length - 2)
    return this.#samples.map((sample, at) => (sample === undefined && at < overdue ? 'lost' : sample))
  }

  #set(sequence: number, sample: Sample): void {
    const at = sequence - this.#first
    if (at >= 0 && at < this.#samples.length) this.#samples[at] = sample
  }
}

/** All hosts, and who wants to know that something changed. */
export class LiveModel {
  readonly hosts: HostModel[] = []
  readonly #listeners = new Set<() => void>()
  #version = 0

  get version(): number {
    return this.#version
  }

  changed(): void {
    this.#version++
    for (const listener of this.#listeners) listener()
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
