/** More arrivals than this ahead of a reordered one are not looked for: its extent then is the least it can be. */
const MOST = 4096

/** Of all streams together. */
export interface Reordered {
  count: number
  /** The largest extent, and the sum of all. */
  extent: number
  extents: number
}

/**
 * Reordered arrivals of one stream (RFC 4737): one whose sequence is below that of an earlier arrival. Its extent is the
 * distance, in arrivals, to the earliest of those that overtook it. That one was the highest so far when it came, so only
 * such arrivals have to be kept, and both their places and their sequences grow.
 */
export class Reordering {
  readonly #told: Reordered
  #arrivals = 0
  /** Rings of the last highest ones: when they came, in arrivals, and their sequences. */
  #places = new Float64Array(64)
  #sequences = new Float64Array(64)
  #oldest = 0
  #kept = 0

  constructor(told: Reordered) {
    this.#told = told
  }

  /** A first reply to that request has come. */
  arrived(sequence: number): void {
    const place = this.#arrivals++
    if (this.#kept === 0 || sequence > this.#sequenceAt(this.#kept - 1)) return this.#keep(place, sequence)
    const extent = place - this.#places[this.#at(this.#firstAbove(sequence))]!
    this.#told.count++
    this.#told.extents += extent
    this.#told.extent = Math.max(this.#told.extent, extent)
  }

  #firstAbove(sequence: number): number {
    let low = 0
    let high = this.#kept - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#sequenceAt(middle) > sequence) high = middle
      else low = middle + 1
    }
    return low
  }

  #at(n: number): number {
    return (this.#oldest + n) % this.#places.length
  }

  #sequenceAt(n: number): number {
    return this.#sequences[this.#at(n)]!
  }

  #keep(place: number, sequence: number): void {
    if (this.#kept === this.#places.length) {
      if (this.#kept < MOST) this.#grow()
      else {
        this.#oldest = (this.#oldest + 1) % this.#places.length
        this.#kept--
      }
    }
    const at = this.#at(this.#kept++)
    this.#places[at] = place
    this.#sequences[at] = sequence
  }

  #grow(): void {
    const size = this.#places.length
    const longer = (ring: Float64Array): Float64Array<ArrayBuffer> => {
      const to = new Float64Array(size * 2)
      for (let n = 0; n < this.#kept; n++) to[n] = ring[(this.#oldest + n) % size]!
      return to
    }
    this.#places = longer(this.#places)
    this.#sequences = longer(this.#sequences)
    this.#oldest = 0
  }
}
