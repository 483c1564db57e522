/** A timer that was set on a {@link Clock}. */
export interface Timer {
  /** It won't run. Idempotent. */
  cancel(): void
  /** Whether the timer keeps the program alive while it waits; true when set. */
  hold(on: boolean): void
}

/**
 * The time a transport lives in: the system's monotonic clock, or a simulated one. Stamps, deadlines and timers of one
 * transport are all read on the same clock, so they can be compared.
 */
export interface Clock {
  /** Milliseconds on a monotonic scale with an origin of its own. */
  now(): number
  /** Runs `run` once, not before `delay` milliseconds have passed. */
  setTimer(delay: number, run: () => void): Timer
  /** Runs `run` in a fresh event-loop turn, after pending input had its chance. */
  soon(run: () => void): void
}
