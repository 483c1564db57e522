import { loadAddon } from './load.js'

/** A timer that was set on the {@link clock}. */
export interface NativeTimer {
  /** It won't run. Idempotent. */
  cancel(): void
  /** Whether it keeps the process alive while it waits; true when set. */
  hold(on: boolean): void
}

/** The system's monotonic clock, which the `monotonic` of every stamp is read on. */
export interface NativeClock {
  /** CLOCK_MONOTONIC in milliseconds. Where the addon can't be loaded: the runtime's own monotonic clock. */
  now(): number
  /** Runs `run` once, not before `delay` milliseconds have passed. */
  setTimer(delay: number, run: () => void): NativeTimer
  /** Runs `run` in a fresh turn of the event loop. */
  soon(run: () => void): void
}

/** Longer delays would overflow the 32 bits that setTimeout has for them. */
const LONGEST = 0x7fff_ffff

let read: (() => number) | undefined

function chooseClock(): () => number {
  try {
    return loadAddon().now
  } catch {
    // Whoever sends learns from opening a socket what is missing; asking for the time needs no binary.
    return () => performance.now()
  }
}

export const clock: NativeClock = {
  now(): number {
    read ??= chooseClock()
    return read()
  },
  setTimer(delay: number, run: () => void): NativeTimer {
    const due = clock.now() + delay
    let held = true
    let timer = set()

    function set(): NodeJS.Timeout {
      return setTimeout(fire, Math.min(Math.ceil(due - clock.now()), LONGEST))
    }
    function fire(): void {
      // Timers of the event loop count whole milliseconds and may be up to one early.
      if (clock.now() >= due) return run()
      timer = set()
      if (!held) timer.unref()
    }
    return {
      cancel: () => clearTimeout(timer),
      hold: (on) => {
        held = on
        if (on) timer.ref()
        else timer.unref()
      },
    }
  },
  soon(run: () => void): void {
    setImmediate(run)
  },
}
