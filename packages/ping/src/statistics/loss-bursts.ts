const UNDECIDED = 0
const LOST = 1
const NOT_LOST = 2

/** Lengths are counted one by one up to this: their table has its bound. */
const LONGEST_TOLD = 1000

/** Of all streams together. */
export interface Bursts {
  count: number
  longest: number
  /** How many of each length there were. */
  lengths: Record<number, number>
}

/**
 * Runs of lost requests in the order of their sequences, while endings come in any order. What lies behind one that is
 * undecided waits for it: a byte for each request, as long as it or one before it is on the way.
 */
export class LossBursts {
  readonly #told: Bursts
  /** A ring of verdicts, the one of `#first` at `#first % length`. */
  #verdicts = new Uint8Array(64)
  /** The first sequence that is undecided, and the one after the last that was sent. */
  #first = 1
  #end = 1
  #run = 0

  constructor(told: Bursts) {
    this.#told = told
  }

  /** The next request in order, from 1 on, was sent. */
  sent(): void {
    if (this.#end - this.#first === this.#verdicts.length) this.#grow()
    this.#verdicts[this.#end++ % this.#verdicts.length] = UNDECIDED
  }

  decided(sequence: number, lost: boolean): void {
    if (sequence < this.#first || sequence >= this.#end) return
    this.#verdicts[sequence % this.#verdicts.length] = lost ? LOST : NOT_LOST
    for (; this.#first < this.#end; this.#first++) {
      const verdict = this.#verdicts[this.#first % this.#verdicts.length]
      if (verdict === UNDECIDED) return
      if (verdict === LOST) this.#lost()
      else this.#run = 0
    }
  }

  #lost(): void {
    const { lengths } = this.#told
    const before = Math.min(this.#run, LONGEST_TOLD)
    const now = Math.min(++this.#run, LONGEST_TOLD)
    if (before === 0) this.#told.count++
    else if (--lengths[before]! === 0) delete lengths[before]
    lengths[now] = (lengths[now] ?? 0) + 1
    this.#told.longest = Math.max(this.#told.longest, this.#run)
  }

  #grow(): void {
    const longer = new Uint8Array(this.#verdicts.length * 2)
    for (let sequence = this.#first; sequence < this.#end; sequence++) {
      longer[sequence % longer.length] = this.#verdicts[sequence % this.#verdicts.length]!
    }
    this.#verdicts = longer
  }
}
