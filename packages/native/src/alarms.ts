import type { Addon } from './addon.js'
import { throwLater } from './errors.js'

/** A timer of the waiting thread. */
export class Alarm {
  readonly due: number
  readonly #owner: Alarms
  #run: (() => void) | undefined
  #held = false

  constructor(owner: Alarms, due: number, run: () => void) {
    this.#owner = owner
    this.due = due
    this.#run = run
  }

  cancel(): void {
    if (!this.#run) return
    this.#end()
    this.#owner.remove(this)
  }

  hold(on: boolean): void {
    if (!this.#run || this.#held === on) return
    this.#held = on
    this.#owner.hold(on)
  }

  /** Unless it was cancelled. */
  fire(): void {
    const run = this.#run
    if (!run) return
    this.#end()
    try {
      run()
    } catch (error) {
      throwLater(error)
    }
  }

  #end(): void {
    this.hold(false)
    this.#run = undefined
  }
}

/**
 * Timers finer than the event loop's: one timer of the waiting thread, set to the earliest of them. Only the last part
 * of a delay is waited for here (see clock.ts), so there are few at a time.
 */
export class Alarms {
  readonly #addon: Addon
  /** Whether the waiting thread holds the event loop; calls are counted. */
  readonly hold: (on: boolean) => void
  /** The earliest first; of equal ones the one set first. */
  #waiting: Alarm[] = []
  #armed = Number.POSITIVE_INFINITY

  constructor(addon: Addon, hold: (on: boolean) => void) {
    this.#addon = addon
    this.hold = hold
  }

  /** Runs `run` once the clock says `due`; it does not hold the event loop yet. `undefined` where the system has no such timer. */
  set(due: number, run: () => void): Alarm | undefined {
    const alarm = new Alarm(this, due, run)
    this.#waiting.splice(this.#position(due), 0, alarm)
    if (this.#arm()) return alarm
    this.remove(alarm)
    return undefined
  }

  remove(alarm: Alarm): void {
    const at = this.#waiting.indexOf(alarm)
    // What the timer is armed for may have gone with it: it wakes for nothing then, which is cheaper than setting it.
    if (at >= 0) this.#waiting.splice(at, 1)
  }

  /** The timer went off. */
  fire(): void {
    this.#armed = Number.POSITIVE_INFINITY
    const due = this.#waiting.splice(0, this.#position(this.#addon.now()))
    for (const alarm of due) alarm.fire()
    this.#arm()
  }

  #position(due: number): number {
    let low = 0
    let high = this.#waiting.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#waiting[middle]!.due <= due) low = middle + 1
      else high = middle
    }
    return low
  }

  #arm(): boolean {
    const first = this.#waiting[0]
    if (!first || first.due >= this.#armed) return true
    if (this.#addon.alarm(first.due)) return false
    this.#armed = first.due
    return true
  }
}
