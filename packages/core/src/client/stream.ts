import type { IcmpError } from '../errors.js'
import type { Ending } from '../session/ending.js'
import type { RedirectEvent, SessionEvent, StrayEvent } from '../session/event.js'
import type { Timer } from '../transport/clock.js'
import { type AbortSignalLike, abortError, checkSignal } from './abort.js'
import { type Client, type Closable, closedError, type ProbeOptions } from './client.js'
import type { Lane, Observer } from './lane.js'

export interface ProbeStreamOptions {
  /** Milliseconds from one request to the next; 0: the next as soon as the last one's ending was taken. */
  interval: number
  /** How many requests; `Infinity` for no end. */
  count: number
  signal?: AbortSignalLike | undefined
  /** Told of what happens beside the endings, with the probe's number in the stream. */
  onEvent?: ((event: StrayEvent<Observer> | RedirectEvent<Observer>, sequence: number) => void) | undefined
  /** Told of each request as it is submitted. */
  onSend?: ((sequence: number) => void) | undefined
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

/** Probes at an interval, as an async iterator of their endings in the order in which they come. */
export class ProbeStream implements AsyncIterableIterator<StreamedEnding, undefined>, Closable {
  readonly #client: Client
  readonly #probe: ProbeOptions
  readonly #options: ProbeStreamOptions
  readonly #pending = new Map<number, { lane: Lane; token: number }>()
  readonly #endings: StreamedEnding[] = []
  readonly #waiting: Waiting[] = []
  #started = false
  #over = false
  #paused = false
  /** With an interval of 0: the last one ended, and the next is sent when somebody waits for it. */
  #idle = false
  #failure: { error: unknown } | undefined
  #sent = 0
  #dueAt = 0
  #timer: Timer | undefined
  #unwatch: (() => void) | undefined

  constructor(client: Client, probe: ProbeOptions, options: ProbeStreamOptions) {
    checkSignal(options.signal)
    this.#client = client
    this.#probe = probe
    this.#options = options
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
    if (this.#idle) void this.#send()
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
    this.#dueAt = this.#client.transport.clock.now()
    void this.#send()
  }

  readonly #onAbort = (): void => this.#fail(abortError(this.#options.signal!))

  readonly #onTimer = (): void => {
    this.#timer = undefined
    void this.#send()
  }

  async #send(): Promise<void> {
    if (this.#over) return
    this.#idle = false
    if (this.#endings.length >= UNTAKEN) {
      this.#paused = true
      this.#rest()
      return
    }
    this.#unwatch ??= this.#client.watch(this)
    try {
      let lane = this.#client.ready(this.#probe)
      for (; lane === undefined; lane = this.#client.ready(this.#probe)) await this.#client.makeRoom(this.#probe)
      if (!this.#over) this.#submit(lane)
    } catch (error) {
      this.#fail(error)
    }
  }

  /** Until somebody takes endings again, the client need not know of it: nobody may ever do. */
  #rest(): void {
    this.#unwatch?.()
    this.#unwatch = undefined
  }

  #submit(lane: Lane): void {
    const sequence = ++this.#sent
    const token = lane.submit(this.#probe, { onEvent: (event) => this.#onEvent(event, sequence, lane) })
    this.#pending.set(sequence, { lane, token })
    this.#options.onSend?.(sequence)
    if (this.#sent < this.#options.count && this.#options.interval > 0) this.#setTimer()
  }

  /** By the schedule and not by the last send, so that lateness doesn't add up; a missed turn is not made up for in a burst. */
  #setTimer(): void {
    const { clock } = this.#client.transport
    const now = clock.now()
    this.#dueAt += this.#options.interval
    if (this.#dueAt <= now) this.#dueAt = now + this.#options.interval
    this.#timer = clock.setTimer(this.#dueAt - now, this.#onTimer)
  }

  #resume(): void {
    this.#paused = false
    this.#dueAt = this.#client.transport.clock.now()
    void this.#send()
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
    this.#give({ sequence, ending })
    if (this.#sent < this.#options.count) {
      if (this.#options.interval > 0) return
      if (this.#waiting.length > 0) void this.#send()
      else {
        this.#idle = true
        this.#rest()
      }
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
