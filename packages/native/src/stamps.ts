/** Milliseconds. A packet waits up to three seconds for its neighbour's address before it leaves, and is stamped then. */
const STALE_FOR = 10_000

/**
 * Which packet a transmit stamp belongs to. The kernel gives back the id that went with the packet (or, before Linux
 * 6.13, the count of packets); this ring maps it to the packet's token and to the clocks as they were read before it
 * left. Ids are 32 bits wide and wrap.
 */
export class SentStamps {
  readonly #tokens: Float64Array
  readonly #monotonic: Float64Array
  readonly #offsets: Float64Array
  readonly #mask: number
  #next = 0
  /** How many ids are in the ring: those since the last restart, at most its size. */
  #live = 0
  /** Ids of before a restart whose stamps may still come: how many of each, and when the last of them was sent. */
  readonly #stale: Map<number, { times: number; at: number }> = new Map()
  #now = 0

  /** @param capacity - how many stamps can be pending at once */
  constructor(capacity: number) {
    let size = 256
    while (size < capacity) size *= 2
    this.#mask = size - 1
    this.#tokens = new Float64Array(size).fill(Number.NaN)
    this.#monotonic = new Float64Array(size)
    this.#offsets = new Float64Array(size)
  }

  get size(): number {
    return this.#mask + 1
  }

  /** The id of the next packet. */
  get next(): number {
    return this.#next
  }

  /** A packet with the id {@link next} left. */
  add(token: number, monotonic: number, offset: number): void {
    const at = this.#next & this.#mask
    this.#tokens[at] = token
    this.#monotonic[at] = monotonic
    this.#offsets[at] = offset
    this.#now = monotonic
    this.#next = (this.#next + 1) >>> 0
    if (this.#live <= this.#mask) this.#live++
  }

  /**
   * Calls `use` with the packet of that id, once; not at all for an id that is unknown, already used, or that could
   * belong to a packet of before a restart as well: a stamp may be lost, but never given to another packet.
   */
  take(id: number, use: (token: number, monotonic: number, offset: number) => void): void {
    const isLive = (this.#next - id - 1) >>> 0 < this.#live
    if (this.#isStale(id)) {
      // Two packets, and no telling whose stamp this is; whose the other one will be is as unclear.
      if (isLive && !Number.isNaN(this.#tokens[id & this.#mask])) this.#tokens[id & this.#mask] = Number.NaN
      else this.#forget(id)
      return
    }
    if (!isLive) return
    const at = id & this.#mask
    const token = this.#tokens[at]!
    if (Number.isNaN(token)) return
    this.#tokens[at] = Number.NaN
    use(token, this.#monotonic[at]!, this.#offsets[at]!)
  }

  /** The kernel counts from 0 again. */
  restart(): void {
    for (let back = this.#live; back >= 1; back--) {
      const id = (this.#next - back) >>> 0
      const at = id & this.#mask
      if (Number.isNaN(this.#tokens[at])) continue
      this.#stale.set(id, { times: (this.#stale.get(id)?.times ?? 0) + 1, at: this.#monotonic[at]! })
    }
    this.#tokens.fill(Number.NaN)
    this.#next = 0
    this.#live = 0
  }

  #isStale(id: number): boolean {
    const stale = this.#stale.get(id)
    if (!stale) return false
    if (this.#now - stale.at < STALE_FOR) return true
    this.#stale.delete(id)
    return false
  }

  #forget(id: number): void {
    const stale = this.#stale.get(id)
    if (stale && --stale.times === 0) this.#stale.delete(id)
  }
}
