import type { Ending } from '@icmp/core'
import type { Bursts } from './loss-bursts.js'
import type { Reordered } from './reordering.js'
import { RoundTrips } from './round-trips.js'
import type { ErrorStatus } from './snapshot.js'

/** What all streams and sweeps of one statistics have in common. */
export class Totals {
  sent = 0
  received = 0
  late = 0
  lost = 0
  pending = 0
  cancelled = 0
  duplicates = 0
  corrupted = 0
  redirects = 0
  stray = 0
  readonly errors: Record<ErrorStatus, number> = {
    unreachable: 0,
    'time-exceeded': 0,
    'packet-too-big': 0,
    'parameter-problem': 0,
    'send-error': 0,
  }
  readonly reordered: Reordered = { count: 0, extent: 0, extents: 0 }
  readonly bursts: Bursts = { count: 0, longest: 0, lengths: {} }
  readonly roundTrips: RoundTrips = new RoundTrips()
  /** Of the stream that was answered last. */
  jitter: number | undefined
  #lags = 0
  #lagSum = 0
  #lagMaximum = 0

  ended(ending: Ending): void {
    this.pending--
    switch (ending.status) {
      case 'reply':
        this.received++
        return this.roundTrips.add(ending.rtt)
      case 'timeout':
        this.lost++
        return
      case 'cancelled':
        this.cancelled++
        return
      default:
        this.errors[ending.status]++
    }
  }

  lag(ms: number): void {
    this.#lags++
    this.#lagSum += ms
    this.#lagMaximum = Math.max(this.#lagMaximum, ms)
  }

  get lags(): { mean: number; maximum: number } | undefined {
    return this.#lags === 0 ? undefined : { mean: this.#lagSum / this.#lags, maximum: this.#lagMaximum }
  }
}
