import type { AbortSignalLike } from '@icmp/core'

/** Endings that are errors. */
export type ErrorStatus = 'unreachable' | 'time-exceeded' | 'packet-too-big' | 'parameter-problem' | 'send-error'

/** Round-trip times in milliseconds, of replies that came in time. */
export interface RoundTripTimes {
  minimum: number
  mean: number
  maximum: number
  /** Population standard deviation, as iputils' ping has it. */
  mdev: number
  /** By percentage, as `{ 50: 0.31, 99: 1.2 }`: no more than that part of all took longer. Within 0.1 %, or 10 ns. */
  percentiles: Record<number, number>
  /** Interarrival jitter (RFC 3550 §6.4.1); of streams only, and of several that which was answered last. */
  jitter: number | undefined
}

/**
 * What became of the requests up to now. Each one counts once:
 * `sent = received + late + lost + pending + cancelled + errors`.
 */
export interface StatisticsSnapshot {
  /** Milliseconds since the first request, or that it all took. */
  duration: number
  /** Requests; in a sweep, every attempt is one. */
  sent: number
  /** Answered in time. */
  received: number
  /** Their answer came after they had run out: not lost any more. */
  late: number
  /** They ran out, and no answer has come. */
  lost: number
  /** Still on the way: lost or not, nobody knows. */
  pending: number
  /** Given up: the loop was left. */
  cancelled: number
  /** Ended by an error of the network or of sending. */
  errors: Record<ErrorStatus, number>
  /** Replies beyond the first one to a request. */
  duplicates: number
  /** Answers with a wrong checksum or changed data, which count as no answer. */
  corrupted: number
  redirects: number
  /** Answers, and errors, to requests that an error or a reply had ended. */
  stray: number
  /** Packets that own receive buffers dropped meanwhile; `undefined` where the transport can't tell. */
  localDrops: number | undefined
  /**
   * How many the network lost: drops name no request, so that what is known is `lost - localDrops <= loss <= lost`. Where the
   * drops are unknown, all may be.
   */
  networkLoss: { least: number; most: number }
  /** Replies that came after one to a later request (RFC 4737 §3). The network back and forth is one path here. */
  reordered: {
    count: number
    /** The largest and the mean reordering extent in replies (RFC 4737 §4.2): by how many one was overtaken at most. */
    extent: number
    meanExtent: number
  }
  /** Runs of requests without an answer in time, in streams; one whose answer came late stays part of its run. */
  lossBursts: {
    count: number
    longest: number
    /** How many there were of each length, as `{ 1: 12, 4: 1 }`; those of 1,000 and more under 1,000. */
    lengths: Record<number, number>
  }
  /** `undefined` before the first reply. */
  rtt: RoundTripTimes | undefined
  /** By how many milliseconds requests were late on a stream's schedule. `undefined` before the first. */
  lag: { mean: number; maximum: number } | undefined
}

/** Collects what streams and sweeps tell, in bounded memory however long they run: give it to them as `statistics`. */
export interface Statistics {
  /** What is known now. */
  snapshot(): StatisticsSnapshot
  /**
   * The round-trip time in milliseconds that this percentage of the replies did not exceed; `undefined` before the first.
   * @param percentage above 0, at most 100
   * @throws `ICMP_INVALID_OPTION`
   */
  percentile(percentage: number): number | undefined
  /**
   * Snapshots at an interval, on the clock of the pinger, from the beginning of the first stream or sweep (it waits for one) until the
   * last has ended, whose numbers come last. A consumer that is slow misses some. It does not keep the process alive.
   * @throws `ICMP_INVALID_INTERVAL`, `ICMP_INVALID_OPTION`; `ICMP_ABORTED` when a snapshot is asked for
   */
  snapshots(options?: SnapshotsOptions): AsyncIterableIterator<StatisticsSnapshot>
}

export interface StatisticsOptions {
  /** Percentages whose round-trip times snapshots tell. Default 50, 90, 95, 99 and 99.9. */
  percentiles?: readonly number[] | undefined
}

export interface SnapshotsOptions {
  /** Milliseconds. Default 1000. */
  every?: number | undefined
  signal?: AbortSignalLike | undefined
}
