const FIRST = 32
/** Up to this size the memory stays: bursts come again and again. */
const KEPT = 1024

/**
 * Numbers, the oldest first, in a ring that keeps its memory: an array that is emptied gives its memory away and takes
 * other with the next number, and with pings one after another that is once for each.
 */
export class NumberQueue {
  #ring = new Float64Array(FIRST)
  #head = 0
  #length = 0

  get length(): number {
    return this.#length
  }

  /** The oldest, or undefined. */
  get first(): number | undefined {
    return this.#length === 0 ? undefined : this.#ring[this.#head]
  }

  push(value: number): void {
    if (this.#length === this.#ring.length) this.#resize(this.#length * 2)
    this.#ring[(this.#head + this.#length++) & (this.#ring.length - 1)] = value
  }

  /** Before the oldest. */
  unshift(value: number): void {
    if (this.#length === this.#ring.length) this.#resize(this.#length * 2)
    this.#head = (this.#head - 1) & (this.#ring.length - 1)
    this.#ring[this.#head] = value
    this.#length++
  }

  /** Takes the oldest away. */
  shift(): void {
    if (this.#length === 0) return
    this.#head = (this.#head + 1) & (this.#ring.length - 1)
    this.#length--
    // What a burst took is given back, by halves, so that a length that goes up and down costs nothing.
    if (this.#ring.length > KEPT && this.#length * 8 <= this.#ring.length) this.#resize(this.#ring.length / 2)
  }

  #resize(size: number): void {
    const ring = new Float64Array(size)
    for (let i = 0; i < this.#length; i++) ring[i] = this.#ring[(this.#head + i) & (this.#ring.length - 1)]!
    this.#ring = ring
    this.#head = 0
  }
}
