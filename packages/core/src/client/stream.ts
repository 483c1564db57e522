import type { IcmpError } from '../errors.js'
import type { Ending } from '../session/ending.js'
import type { RedirectEvent, ResponseEvent, SessionEvent, StrayEvent } from '../session/event.js'
import type { Timer } from '../transport/clock.js'
import { type AbortSignalLike, abortError, checkSignal } from './abort.js'
import { type Client, type Closable, closedError, type ProbeOptions } from './client.js'
import type { Lane, Observer } from './lane.js'
import { type Interval, type Schedule, scheduleOf } from './schedule.js'

/** What happens to a probe beside its ending. */
export type BesideEvent = StrayEvent<Observer> | RedirectEvent<Observer> | ResponseEvent<Observer>

export interface ProbeStreamOptions {
  /** From one request to the next; 0: the next as soon as the last one's ending was taken. */
  interval: Interval
  /** Requests that are sent at once at the beginning. Default 1. */
  preload?: number | undefined
  /** Milliseconds between two requests at least, the first `preload` excepted, where answers set the pace. Default 0. */
  leastInterval?: number | undefined
  /** How many requests; `Infinity` for no end. */
  count: number
  signal?: AbortSignalLike | undefined
  /** Told of what happens beside the endings, with the probe's number in the stream. */
  onEvent?: ((event: BesideEvent, sequence: number) => void) | undefined
  /** Told of each ending as it comes, before the request that it sets free, and before it is taken. */
  onEnd?: ((ending: StreamedEnding['ending'], sequence: number) => void) | undefined
  /** Told of each request as it is submitted, and by how many milliseconds behind its schedule. */
  onSend?: ((sequence: number, lag: number) => void) | undefined
}

export interface StreamedEnding {
  /** 1, 2, 3, …: the request's number in this stream. */
  sequence: number
  ending: Exclude<Ending, { status: 'cancelled' }>
}

/** Endings that nobody has taken yet, past which no more is sent: a slow consumer doesn't grow memory. */
const UNTAKEN = 1024

interface Waiting {
  resolve(result: IteratorResult<StreamedEnding, undefined>): void
  reject(error: unknown): void
}

/** Probes by a schedule, as an async iterator of their endings in the order in which they come. */
export class ProbeStream implements AsyncIterableIterator<StreamedEnding, undefined>, Closable {
  readonly #client: Client
  readonly #probe: ProbeOptions
  readonly #options: ProbeStreamOptions
  readonly #pending = new Map<number, { lane: Lane; token: number }>()
  readonly #endings: StreamedEnding[] = []
  readonly #waiting: Waiting[] = []
  readonly #schedule: Schedule
  #started = false
  #over = false
  #paused = false
  /** Room has to be made for the next one. */
  #waitsForRoom = false
  #failure: { error: unknown } | undefined
  #sent = 0
  /** The latest one that was answered. Those before it are lost or late, and not waited for. */
  #answered = 0
  #timer: Timer | undefined
  #timerAt = Number.POSITIVE_INFINITY
  #unwatch: (() => void) | undefined

  constructor(client: Client, probe: ProbeOptions, options: ProbeStreamOptions) {
    checkSignal(options.signal)
    this.#client = client
    this.#probe = probe
    this.#options = options
    this.#schedule = scheduleOf(options.interval, options.preload ?? 1, options.leastInterval ?? 0)
  }

  /** The client was closed. */
  closed(error: IcmpError): void {
    this.#fail(error)
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<IteratorResult<StreamedEnding, undefined>> {
    this.#start()
    if (!this.#paused) this.#go(true)
    const ending = this.#endings.shift()
    if (ending !== undefined) {
      if (this.#paused && this.#endings.length < UNTAKEN / 2) this.#resume()
      return Promise.resolve({ value: ending, done: false })
    }
    if (this.#failure !== undefined) {
      const { error } = this.#failure
      this.#failure = undefined
      return Promise.reject(error)
    }
    if (this.#over) return Promise.resolve({ value: undefined, done: true })
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  /** Leaving the loop: what is pending is cancelled. */
  return(): Promise<IteratorResult<StreamedEnding, undefined>> {
    this.#endings.length = 0
    this.#failure = undefined
    this.#finish()
    return Promise.resolve({ value: undefined, done: true })
  }

  #start(): void {
    if (this.#started) return
    this.#started = true
    const { signal } = this.#options
    if (signal?.aborted) return this.#fail(abortError(signal))
    signal?.addEventListener('abort', this.#onAbort, { once: true })
    this.#schedule.start(this.#client.transport.clock.now())
  }

  readonly #onAbort = (): void => this.#fail(abortError(this.#options.signal!))

  readonly #onTimer = (): void => {
    // What was added up to the timer's moment may be rounded to just before it: then it has come all the same.
    const now = Math.max(this.#timerAt, this.#client.transport.clock.now())
    this.#timer = undefined
    this.#timerAt = Number.POSITIVE_INFINITY
    if (this.#byAnswers) for (const lane of this.#lanes()) lane.look()
    this.#go(this.#waiting.length > 0, now)
  }

  /**
   * That no answer came may be said only by the timer, and when none lies there unread: the event loop may have been busy, and
   * the last request not even have left.
   */
  get #byAnswers(): boolean {
    return typeof this.#options.interval === 'string'
  }

  #lanes(): Set<Lane> {
    const lanes = new Set<Lane>()
    for (const { lane } of this.#pending.values()) lanes.add(lane)
    return lanes
  }

  /** Sends what is due, and waits for what is not. */
  #go(wanted: boolean, time?: number): void {
    try {
      for (;;) {
        if (this.#over || this.#waitsForRoom || this.#sent >= this.#options.count) return
        if (this.#endings.length >= UNTAKEN) {
          this.#paused = true
          return this.#rest()
        }
        const now = time ?? this.#client.transport.clock.now()
        const untaken = wanted ? this.#pending.size + this.#endings.length : Number.POSITIVE_INFINITY
        const due = this.#schedule.due(now, this.#onTheWay, untaken)
        if (due > now || (due < now && time === undefined && this.#byAnswers)) return this.#await(due)
        this.#unwatch ??= this.#client.watch(this)
        const lane = this.#client.ready(this.#probe)
        if (lane === undefined) return this.#makeRoom(wanted)
        this.#submit(lane, now)
        time = undefined
      }
    } catch (error) {
      this.#fail(error)
    }
  }

  get #onTheWay(): number {
    return Math.min(this.#pending.size, this.#sent - this.#answered)
  }

  #makeRoom(wanted: boolean): void {
    this.#waitsForRoom = true
    this.#client
      .makeRoom(this.#probe)
      .then(() => {
        this.#waitsForRoom = false
        // What opening the first socket takes is no lateness.
        if (this.#sent === 0) this.#schedule.start(this.#client.transport.clock.now())
        this.#go(wanted)
      })
      .catch((error: unknown) => this.#fail(error))
  }

  /** A timer that fires too early is cheaper than one set anew for each answer. */
  #await(due: number): void {
    if (due === Number.POSITIVE_INFINITY) {
      if (this.#pending.size === 0) this.#rest()
      return
    }
    if (due >= this.#timerAt) return
    const { clock } = this.#client.transport
    this.#timer?.cancel()
    this.#timerAt = due
    this.#timer = clock.setTimer(Math.max(0, due - clock.now()), this.#onTimer)
  }

  /** Until somebody takes endings again, the client need not know of it: nobody may ever do. */
  #rest(): void {
    this.#unwatch?.()
    this.#unwatch = undefined
  }

  #submit(lane: Lane, now: number): void {
    const lag = this.#schedule.sent(now, this.#onTheWay)
    const sequence = ++this.#sent
    const token = lane.submit(this.#probe, { onEvent: (event) => this.#onEvent(event, sequence, lane) })
    this.#pending.set(sequence, { lane, token })
    this.#options.onSend?.(sequence, lag)
  }

  #resume(): void {
    this.#paused = false
    this.#schedule.start(this.#client.transport.clock.now())
    this.#go(this.#waiting.length > 0)
  }

  #onEvent(event: SessionEvent<Observer>, sequence: number, lane: Lane): void {
    if (this.#over || event.type === 'foreign') return
    if (event.type !== 'ended') {
      this.#options.onEvent?.(event, sequence)
      return
    }
    this.#pending.delete(sequence)
    const { ending } = event
    if (ending.status === 'cancelled') return this.#fail(closedError(lane.error))
    try {
      this.#options.onEnd?.(ending, sequence)
    } finally {
      this.#ended(sequence, ending)
    }
  }

  #ended(sequence: number, ending: StreamedEnding['ending']): void {
    if (this.#over) return
    if (ending.status === 'reply') this.#schedule.answered(ending.rtt)
    if (ending.status !== 'timeout') this.#answered = Math.max(this.#answered, sequence)
    this.#give({ sequence, ending })
    if (this.#sent < this.#options.count) {
      if (!this.#paused) this.#go(this.#waiting.length > 0)
    } else if (this.#pending.size === 0) this.#finish()
  }

  #give(ending: StreamedEnding): void {
    const waiting = this.#waiting.shift()
    if (waiting === undefined) this.#endings.push(ending)
    else waiting.resolve({ value: ending, done: false })
  }

  #fail(error: unknown): void {
    if (this.#over) return
    const waiting = this.#waiting.shift()
    if (waiting === undefined) this.#failure = { error }
    else waiting.reject(error)
    this.#finish()
  }

  #finish(): void {
    if (this.#over) return
    this.#over = true
    this.#started = true
    this.#timer?.cancel()
    this.#rest()
    this.#options.signal?.removeEventListener('abort', this.#onAbort)
    for (const { lane, token } of this.#pending.values()) lane.cancel(token)
    this.#pending.clear()
    for (const { resolve } of this.#waiting.splice(0)) resolve({ value: undefined, done: true })
  }
}
