import type { Clock } from '../../transport/clock.js'
import type { Stamp } from '../../transport/contract.js'

/** Stamps as milliseconds since 1970: the kernel's own where there is one, else as near as can be told. */
export class WallTime {
  readonly #clock: Clock
  readonly #read: (() => number) | undefined
  /** Wall clock minus monotonic clock, as the last stamp of the kernel's had it. */
  #offset: number | undefined

  constructor(clock: Clock, read: (() => number) | undefined) {
    this.#clock = clock
    this.#read = read
  }

  of({ kernel, offset, monotonic }: Stamp): number {
    if (offset !== undefined) this.#offset = offset
    return kernel ?? monotonic + this.#sampled()
  }

  now(): number {
    return this.of({ monotonic: this.#clock.now() })
  }

  /** The kernel's offset before the caller's clock: beside stamped packets, those without a stamp then keep their place. */
  #sampled(): number {
    if (this.#offset !== undefined) return this.#offset
    return this.#read === undefined ? 0 : this.#read() - this.#clock.now()
  }
}
