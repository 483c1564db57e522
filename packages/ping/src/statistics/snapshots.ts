import { abortError, type Clock, checkSignal, IcmpError, type Timer } from '@icmp/core'
import type { SnapshotsOptions, StatisticsSnapshot } from './snapshot.js'

type Result = IteratorResult<StatisticsSnapshot, undefined>

/** What snapshots are taken of. */
export interface SnapshotSource {
  /** Streams and sweeps under way. */
  readonly active: number
  /** Of the first one's pinger, once it is there, and when that was. */
  readonly clock: Clock | undefined
  readonly beganAt: number
  snapshot(): StatisticsSnapshot
  /** Told when something begins or ends. @returns ends it */
  watch(watcher: () => void): () => void
}

interface Waiting {
  resolve(result: Result): void
  reject(error: unknown): void
}

const DEFAULT_EVERY = 1000
/** Timers of every platform hold a signed 32-bit number of milliseconds. */
const LONGEST = 0x7fff_ffff

/** Snapshots at an interval, made when they are asked for: one that nobody takes is left out. */
export class Snapshots implements AsyncIterableIterator<StatisticsSnapshot, undefined> {
  readonly #source: SnapshotSource
  readonly #every: number
  readonly #signal: SnapshotsOptions['signal']
  readonly #waiting: Waiting[] = []
  readonly #unwatch: () => void
  #begun = false
  #over = false
  /** Turns since the beginning that are done with. */
  #turns = 0
  #timer: Timer | undefined

  constructor(source: SnapshotSource, { every = DEFAULT_EVERY, signal }: SnapshotsOptions) {
    if (typeof every !== 'number' || !(every > 0 && every <= LONGEST)) {
      const message = `Invalid interval ${every} of snapshots: give a number of milliseconds above 0.`
      throw new IcmpError('ICMP_INVALID_INTERVAL', message)
    }
    checkSignal(signal)
    this.#source = source
    this.#every = every
    this.#signal = signal
    this.#unwatch = source.watch(this.#go)
    signal?.addEventListener('abort', this.#go, { once: true })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      this.#go()
    })
  }

  async return(): Promise<Result> {
    this.#finish()
    return { value: undefined, done: true }
  }

  /** Something has changed, or a turn may have come. */
  readonly #go = (): void => {
    const { active, clock, beganAt } = this.#source
    if (active > 0) this.#begun = true
    if (this.#waiting.length === 0 && !this.#over) return
    if (this.#over) return this.#finish()
    if (this.#signal?.aborted) {
      this.#waiting.shift()!.reject(abortError(this.#signal))
      return this.#finish()
    }
    if (!this.#begun) return
    if (active === 0) {
      this.#give()
      return this.#finish()
    }
    // Before there is a pinger there is no clock, and nothing to tell.
    if (clock === undefined) return
    const turns = Math.floor((clock.now() - beganAt) / this.#every)
    if (turns > this.#turns) {
      this.#turns = turns
      this.#give()
    }
    if (this.#waiting.length === 0 || this.#timer !== undefined) return
    this.#timer = clock.setTimer(beganAt + (this.#turns + 1) * this.#every - clock.now(), this.#onTimer)
    this.#timer.hold(false)
  }

  readonly #onTimer = (): void => {
    this.#timer = undefined
    this.#turns = Math.max(
      this.#turns + 1,
      Math.floor((this.#source.clock!.now() - this.#source.beganAt) / this.#every),
    )
    if (this.#waiting.length > 0) this.#give()
    this.#go()
  }

  #give(): void {
    this.#waiting.shift()!.resolve({ value: this.#source.snapshot(), done: false })
  }

  #finish(): void {
    this.#over = true
    this.#timer?.cancel()
    this.#unwatch()
    this.#signal?.removeEventListener('abort', this.#go)
    for (const { resolve } of this.#waiting.splice(0)) resolve({ value: undefined, done: true })
  }
}
