import { NumberQueue } from './number-queue.js'

/** Keys that are left alone for a while. All rest equally long, so that the first one in is the first one out. */
export class RestingKeys {
  readonly #slots: number
  /** One bit for each key, once there is any. */
  #bits: Uint8Array | undefined
  readonly #resting = new NumberQueue()
  readonly #until = new NumberQueue()

  constructor(slots: number) {
    this.#slots = slots
  }

  get size(): number {
    return this.#resting.length
  }

  /** When the one that rests longest will have rested; `Infinity` when there is none. */
  get next(): number {
    return this.#until.first ?? Number.POSITIVE_INFINITY
  }

  has(slot: number): boolean {
    return this.#bits !== undefined && (this.#bits[slot >> 3]! & (1 << (slot & 7))) !== 0
  }

  /** @param until not before that of the last one that was added */
  add(slot: number, until: number): void {
    this.#bits ??= new Uint8Array((this.#slots + 7) >> 3)
    this.#bits[slot >> 3]! |= 1 << (slot & 7)
    this.#resting.push(slot)
    this.#until.push(until)
  }

  /** Those whose time has come may be used again. */
  release(now: number): void {
    while (this.next <= now) this.take()
  }

  /** The one that rests longest, which rests no more. */
  take(): number {
    const slot = this.#resting.first!
    this.#bits![slot >> 3]! &= ~(1 << (slot & 7))
    this.#resting.shift()
    this.#until.shift()
    return slot
  }
}
