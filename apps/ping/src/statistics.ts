/**
 * The books of a run, in the integer microseconds that iputils counts in, so that its summary comes out digit for digit:
 * averages are cut and not rounded, and a duplicate's time counts though the duplicate does not.
 */

const INT_MAX = 2_147_483_647n

export interface Counts {
  transmitted: number
  received: number
  duplicates: number
  corrupted: number
  errors: number
}

/** Microseconds. */
export interface RoundTrips {
  min: bigint
  avg: bigint
  max: bigint
  mdev: bigint
  ewma: bigint
}

export class Statistics implements Counts {
  transmitted = 0
  received = 0
  duplicates = 0
  corrupted = 0
  errors = 0
  /** The most requests that were ever unanswered at once, the one that was just answered included. */
  pipe = -1
  firstSentAt = 0
  lastSentAt = 0
  #min = INT_MAX
  #max = 0n
  #sum = 0n
  #squares = 0n
  /** Exponentially weighted moving average, times 8. */
  #weighted = 0n
  #timed = false

  sent(now: number): void {
    if (this.transmitted++ === 0) this.firstSentAt = now
    this.lastSentAt = now
  }

  /** Something came back for this request: what is unanswered since then is the pipe. */
  acknowledge(sequence: number): void {
    this.pipe = Math.max(this.pipe, this.transmitted - sequence + 1)
  }

  /** @param rtt milliseconds */
  time(rtt: number): void {
    const triptime = microseconds(rtt)
    this.#timed = true
    this.#sum += triptime
    this.#squares += triptime * triptime
    if (triptime < this.#min) this.#min = triptime
    if (triptime > this.#max) this.#max = triptime
    this.#weighted = this.#weighted === 0n ? triptime * 8n : this.#weighted + triptime - this.#weighted / 8n
  }

  /** Milliseconds. */
  get longest(): number {
    return Number(this.#max) / 1000
  }

  /** From the first to the last request, in milliseconds. */
  get duration(): number {
    return this.lastSentAt - this.firstSentAt
  }

  /** Undefined before the first reply that was timed. */
  roundTrips(): RoundTrips | undefined {
    if (this.received === 0 || !this.#timed) return undefined
    const total = BigInt(this.received + this.duplicates)
    const avg = this.#sum / total
    // Both orders are exact enough; which one is taken shows in the last digit.
    const variance =
      this.#sum < INT_MAX
        ? (this.#squares - (this.#sum * this.#sum) / total) / total
        : this.#squares / total - avg * avg
    return { min: this.#min, avg, max: this.#max, mdev: iputilsRoot(variance), ewma: this.#weighted / 8n }
  }
}

export function microseconds(milliseconds: number): bigint {
  return BigInt(Math.max(0, Math.round(milliseconds * 1000)))
}

/**
 * The integer square root as iputils computes it: one too high just below a square (of 3 it is 2, of 8 it is 3), as its
 * iteration stops there on the way up. Seen in 36 of 300 summaries of 20221126.
 */
export function iputilsRoot(square: bigint): bigint {
  if (square <= 0n) return 0n
  let root = BigInt(Math.floor(Math.sqrt(Number(square))))
  while (root * root > square) root--
  while ((root + 1n) * (root + 1n) <= square) root++
  return (root + 1n) * (root + 1n) === square + 1n ? root + 1n : root
}
