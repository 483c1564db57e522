import type { Clock, Timer } from '@icmp/core'
import TinyQueue from 'tinyqueue'
import { macrotask } from './macrotask.js'

interface Entry {
  at: number
  /** Timers of one moment run in the order in which they were set. */
  order: number
  run: (() => void) | undefined
}

/** A clock that stands still until it is told to move: an hour passes as fast as its timers run. */
export class VirtualClock implements Clock {
  #now: number
  #order = 0
  readonly #timers: TinyQueue<Entry> = new TinyQueue<Entry>([], (a, b) => a.at - b.at || a.order - b.order)
  readonly #turns: (() => void)[] = []

  /** @param origin what `now()` says at first, in milliseconds */
  constructor(origin = 0) {
    this.#now = origin
  }

  now(): number {
    return this.#now
  }

  setTimer(delay: number, run: () => void): Timer {
    const entry: Entry = { at: this.#now + Math.max(0, delay), order: this.#order++, run }
    this.#timers.push(entry)
    return {
      cancel() {
        entry.run = undefined
      },
      // Nothing of the machine waits for virtual time: there is nothing to hold open.
      hold() {},
    }
  }

  soon(run: () => void): void {
    this.#turns.push(run)
  }

  /** Moves time on by `ms`. Before each timer, everything that follows from the last one has happened. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms
    await this.#settle()
    for (let next = this.#next(); next !== undefined && next.at <= until; next = this.#next()) await this.#fire(next)
    this.#now = until
    await this.#settle()
  }

  /**
   * Moves time on until the promise is settled, and gives its outcome.
   * @throws an Error when nothing is left that could settle it
   */
  async run<T>(promise: Promise<T>): Promise<T> {
    let settled = false
    const mark = (): void => {
      settled = true
    }
    promise.then(mark, mark)
    for (;;) {
      await this.#settle()
      if (settled) return promise
      const next = this.#next()
      if (next === undefined) throw new Error('The virtual clock has no timer left and the promise is still pending.')
      await this.#fire(next)
    }
  }

  #next(): Entry | undefined {
    for (let entry = this.#timers.peek(); entry !== undefined; entry = this.#timers.peek()) {
      if (entry.run !== undefined) return entry
      this.#timers.pop()
    }
    return undefined
  }

  async #fire(entry: Entry): Promise<void> {
    this.#timers.pop()
    this.#now = Math.max(this.#now, entry.at)
    entry.run?.()
    await this.#settle()
  }

  /** Lets promises go on and fresh turns be taken, until neither leads to more. */
  async #settle(): Promise<void> {
    for (;;) {
      await macrotask()
      if (this.#turns.length === 0) return
      // One by one: where one throws, whoever moves the clock is told, and the others are taken when it moves again.
      for (let left = this.#turns.length; left > 0; left--) this.#turns.shift()?.()
    }
  }
}
