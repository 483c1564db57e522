import type { Clock } from '../transport/clock.js'

/** Milliseconds after which a turn of the event loop should end. */
const LONG = 4

/**
 * Answers that are there right after the send are taken in the same turn, which is fastest; but a chain of them would
 * starve the event loop. This measures how long the present turn has run.
 */
export class Turn {
  readonly #clock: Clock
  #startedAt: number | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Whether more work fits in this turn. @param now the clock's time, read just before */
  mayGoOn(now: number): boolean {
    if (this.#startedAt === undefined) {
      this.#startedAt = now
      this.#clock.soon(() => {
        this.#startedAt = undefined
      })
      return true
    }
    return now - this.#startedAt < LONG
  }
}
