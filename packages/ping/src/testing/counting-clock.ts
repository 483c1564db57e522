import type { Clock, Timer } from '@icmp/core'

/** A clock that knows how many of its timers are still to run and keep the program alive. */
export class CountingClock implements Clock {
  readonly #clock: Clock
  readonly #held = new Set<object>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get timers(): number {
    return this.#held.size
  }

  now(): number {
    return this.#clock.now()
  }

  soon(run: () => void): void {
    this.#clock.soon(run)
  }

  setTimer(delay: number, run: () => void): Timer {
    const held = {}
    let over = false
    const end = (): void => {
      over = true
      this.#held.delete(held)
    }
    this.#held.add(held)
    const timer = this.#clock.setTimer(delay, () => {
      end()
      run()
    })
    return {
      cancel: () => {
        end()
        timer.cancel()
      },
      hold: (on) => {
        if (on && !over) this.#held.add(held)
        else this.#held.delete(held)
        timer.hold(on)
      },
    }
  }
}
