import { NumberQueue } from './number-queue.js'
import { NONE, type ProbeTable } from './probe-table.js'

/** Data bytes whose reply takes one more slot of the kernel's accounting (measured: 256 replies of 64 bytes, 167 of 512, 93 of 1,472). */
const BYTES_PER_SLOT = 475
/** Milliseconds: before the first answer nobody knows how far the targets are. */
const FIRST_GUESS = 50
const SHORTEST = 10
const LONGEST = 1000
/** The longest round trip of late counts, and is forgotten by a hundredth with each answer. */
const DECAY = 0.99

/**
 * Keeps what is on the way within what the receive buffer holds: answers that come while nobody reads, as the event loop
 * is busy, would be dropped by the own kernel and be taken for the network's loss.
 *
 * A probe weighs from its handing over until it ends; but silent targets must not keep the others waiting until they run out, so
 * after twice the longest round trip of late (10 ms at least, a second at most) no answer is reckoned with any more.
 */
export class Pacing {
  /** In parts of a slot, so that all sums are whole numbers: with fractions, what came and went would leave a rest. */
  readonly #room: number
  #outstanding = 0
  #longest = FIRST_GUESS
  /** Tokens and times of what was handed over, the oldest first: numbers only, so that no probe is kept alive. */
  readonly #tokens = new NumberQueue()
  readonly #times = new NumberQueue()

  readonly #probes: ProbeTable

  constructor(receiveSlots: number, probes: ProbeTable) {
    this.#probes = probes
    this.#room = Math.max(1, receiveSlots) * BYTES_PER_SLOT
  }

  /** Whether a request of that size may go now. One always may when nothing is outstanding, however large. */
  admits(dataLength: number): boolean {
    return this.#outstanding === 0 || this.#outstanding + weight(dataLength) <= this.#room
  }

  /** The probe was handed over; its `handedAt` is set. */
  spend(row: number): void {
    const probes = this.#probes
    const own = weight(probes.request(row).data.length)
    probes.weight[row] = own
    this.#outstanding += own
    this.#tokens.push(probes.token[row]!)
    this.#times.push(probes.handedAt[row]!)
  }

  /** Its answer was read, it ended otherwise, or it was not sent at all. */
  refund(row: number): void {
    this.#outstanding -= this.#probes.weight[row]!
    this.#probes.weight[row] = 0
  }

  /** @param rtt milliseconds */
  answered(rtt: number): void {
    this.#longest = Math.max(rtt, this.#longest * DECAY)
  }

  get #window(): number {
    return Math.min(LONGEST, Math.max(SHORTEST, 2 * this.#longest))
  }

  /** When the oldest one will have waited long enough; undefined when nothing is outstanding. */
  nextRelease(): number | undefined {
    const oldest = this.#times.first
    return oldest === undefined ? undefined : oldest + this.#window
  }

  /**
   * Gives back what was kept for answers that have not come. By the time on the clock alone, it would count those out that
   * lie unread while the loop is blocked.
   * @param readUpTo all that arrived before has been read
   * @param byToken the probe, if it has not ended, or `NONE`
   */
  release(readUpTo: number, byToken: (token: number) => number): void {
    // By the sum that `nextRelease` told: a difference may be rounded to the other side of it.
    for (let at = this.#times.first; at !== undefined && at + this.#window <= readUpTo; at = this.#times.first) {
      const row = byToken(this.#tokens.first!)
      // One that went back to the queue and out again has a later entry of its own.
      if (row !== NONE && this.#probes.handedAt[row] === at) this.refund(row)
      this.#times.shift()
      this.#tokens.shift()
    }
  }
}

function weight(dataLength: number): number {
  return BYTES_PER_SLOT + dataLength
}
