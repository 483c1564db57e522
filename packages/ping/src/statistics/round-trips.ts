import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'
import type { RoundTripTimes } from './snapshot.js'

/**
 * The runtime's own HdrHistogram (Node 20, Bun and Deno have it) in nanoseconds, to three digits: about 270 kB, however many
 * round trips there are. hdr-histogram-js keeps the same, but takes five times as long for each value and 0.3 s to import.
 */
const HISTOGRAM = { lowest: 10, highest: 3_600_000_000_000, figures: 3 }
const NANOSECONDS = 1e6

/** Moments and distribution of round-trip times. */
export class RoundTrips {
  #count = 0
  #minimum = Number.POSITIVE_INFINITY
  #maximum = 0
  #mean = 0
  /** Sum of squared differences from the mean (Welford): squares of the values themselves would cancel out. */
  #squares = 0
  #histogram: RecordableHistogram | undefined

  /** @param rtt milliseconds */
  add(rtt: number): void {
    this.#count++
    this.#minimum = Math.min(this.#minimum, rtt)
    this.#maximum = Math.max(this.#maximum, rtt)
    const difference = rtt - this.#mean
    this.#mean += difference / this.#count
    this.#squares += difference * (rtt - this.#mean)
    this.#histogram ??= createHistogram(HISTOGRAM)
    this.#histogram.record(Math.min(HISTOGRAM.highest, Math.max(1, Math.round(rtt * NANOSECONDS))))
  }

  /** @param percentage above 0, at most 100 */
  percentile(percentage: number): number | undefined {
    if (this.#histogram === undefined) return undefined
    // The nearest rank, which the histogram would round down to the one below: of three, 49 % are two.
    const rank = Math.max(1, Math.ceil((percentage / 100) * this.#count - 1e-9))
    const value = this.#histogram.percentile((100 * rank) / this.#count) / NANOSECONDS
    // A bucket's bound may lie beyond all that was measured.
    return Math.min(this.#maximum, Math.max(this.#minimum, value))
  }

  snapshot(percentages: readonly number[], jitter: number | undefined): RoundTripTimes | undefined {
    if (this.#count === 0) return undefined
    return {
      minimum: this.#minimum,
      mean: this.#mean,
      maximum: this.#maximum,
      mdev: Math.sqrt(this.#squares / this.#count),
      percentiles: Object.fromEntries(percentages.map((p) => [p, this.percentile(p)!])),
      jitter,
    }
  }
}
