import type { Clock } from '@icmp/core'
import { macrotask } from './macrotask.js'

/** The machine's own time, for a simulated network that should take as long as a real one. */
export const realClock: Clock = {
  now: () => performance.now(),
  setTimer(delay, run) {
    const timer = setTimeout(run, delay)
    return {
      cancel: () => clearTimeout(timer),
      // Browsers number their timers; there is nothing to hold open there.
      hold: (on) => {
        if (typeof timer === 'object') on ? timer.ref() : timer.unref()
      },
    }
  },
  soon(run) {
    void macrotask().then(run)
  },
}
