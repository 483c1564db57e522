import type { Alarm, Alarms } from './alarms.js'
import { environment } from './environment.js'
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
  /**
   * Runs `run` once, not before `delay` milliseconds have passed. The last part of the delay is waited for on a timer
   * of the kernel's, in nanoseconds (Linux), else on the event loop's, in whole milliseconds.
   */
  setTimer(delay: number, run: () => void): NativeTimer
  /** Runs `run` in a fresh turn of the event loop. */
  soon(run: () => void): void
}

/** Longer delays would overflow the 32 bits that setTimeout has for them. */
const LONGEST = 0x7fff_ffff

/** Milliseconds left from which on the kernel's timer waits: the event loop's counts whole ones, and is up to one late. */
const LAST_PART = 2

let read: (() => number) | undefined

function chooseClock(): () => number {
  try {
    return loadAddon().now
  } catch {
    // Whoever sends learns from opening a socket what is missing; asking for the time needs no binary.
    return () => performance.now()
  }
}

/** `null` where there are none. */
let alarms: Alarms | null | undefined

function chooseAlarms(): Alarms | null {
  try {
    return environment().alarms
  } catch {
    return null
  }
}

class Timer implements NativeTimer {
  readonly #due: number
  readonly #run: () => void
  #alarm: Alarm | undefined
  #timeout: NodeJS.Timeout | undefined
  #held = true

  constructor(due: number, run: () => void) {
    this.#due = due
    this.#run = run
    this.#set()
  }

  cancel(): void {
    this.#alarm?.cancel()
    clearTimeout(this.#timeout)
  }

  hold(on: boolean): void {
    this.#held = on
    this.#alarm?.hold(on)
    if (on) this.#timeout?.ref()
    else this.#timeout?.unref()
  }

  #set(): void {
    const left = this.#due - clock.now()
    if (left < LAST_PART) {
      if (alarms === undefined) alarms = chooseAlarms()
      this.#alarm = alarms?.set(this.#due, this.#run)
      if (this.#alarm) return this.#alarm.hold(this.#held)
      alarms = null
    }
    const wait = alarms === null ? Math.ceil(left) : Math.floor(left) - 1
    this.#timeout = setTimeout(this.#fire, Math.min(wait, LONGEST))
    if (!this.#held) this.#timeout.unref()
  }

  readonly #fire = (): void => {
    this.#timeout = undefined
    // Timers of the event loop may be up to a millisecond early.
    if (clock.now() >= this.#due) this.#run()
    else this.#set()
  }
}

export const clock: NativeClock = {
  now(): number {
    read ??= chooseClock()
    return read()
  },
  setTimer: (delay, run) => new Timer(clock.now() + delay, run),
  soon(run: () => void): void {
    setImmediate(run)
  },
}
