import type { Clock, Timer } from '@icmp/core'

/** Milliseconds of lateness that are made up for: timers are late by parts of one, which must not add up. */
const CATCH_UP = 10

/** Spaces requests evenly. What was missed while the event loop was blocked is not sent in a burst afterwards. */
export class Limiter {
  readonly #clock: Clock
  readonly #gap: number
  #next = Number.NEGATIVE_INFINITY
  /** Those whose turn is to come, in their order: one timer serves them all. */
  readonly #waiting = new Set<() => void>()
  #timer: Timer | undefined

  /** @param rate turns a second, above 0; `Infinity` for no limit */
  constructor(clock: Clock, rate: number) {
    this.#clock = clock
    this.#gap = 1000 / rate
  }

  /** Undefined when it is the caller's turn now, else settled when it has come; never, when it is stopped before. */
  turn(): Promise<void> | undefined {
    if (this.#gap === 0) return undefined
    const now = this.#clock.now()
    if (this.#waiting.size === 0 && now >= this.#next) {
      this.#next = now + this.#gap
      return undefined
    }
    return new Promise((resolve) => {
      this.#waiting.add(resolve)
      this.#arm(now)
    })
  }

  /** Nobody's turn comes any more. */
  stop(): void {
    this.#waiting.clear()
    this.#timer?.cancel()
    this.#timer = undefined
  }

  #arm(now: number): void {
    if (this.#waiting.size > 0) this.#timer ??= this.#clock.setTimer(Math.max(0, this.#next - now), this.#onTimer)
  }

  readonly #onTimer = (): void => {
    this.#timer = undefined
    const now = this.#clock.now()
    for (const resolve of this.#waiting) {
      if (this.#next > now) break
      this.#next = Math.max(this.#next, now - CATCH_UP) + this.#gap
      this.#waiting.delete(resolve)
      resolve()
    }
    this.#arm(now)
  }
}
