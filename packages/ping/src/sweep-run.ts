import { type Address, abortError, type Client, type Closable, IcmpError, type ProbeOptions } from '@icmp/core'
import { toAnswer } from './answer.js'
import { Attempts, type Plan } from './attempts.js'
import { DEFAULT_SIZE } from './echo-data.js'
import { Limiter } from './limiter.js'
import { ClientPinger } from './pinger.js'
import { sharedProber } from './prober.js'
import { literalReader, resolveTarget } from './resolve.js'
import { sharedPinger } from './shared.js'
import type { Flow } from './statistics/flow.js'
import { checkStatistics } from './statistics/statistics.js'
import { isUnresolved, iteratorOf } from './targets.js'
import type { SweepAnswer, SweepOptions } from './types.js'

const DEFAULT_TIMEOUT = 1000

type Result = IteratorResult<SweepAnswer, undefined>

interface Waiting {
  resolve(result: Result): void
  reject(error: unknown): void
}

/** The options of a sweep, looked at, and their defaults. */
export interface Settings extends SweepOptions {
  concurrency: number
  retries: number
  rate: number
}

/** One sweep under way. Its own iterator: an async generator would take three promises for each answer. */
export class Sweep implements AsyncIterableIterator<SweepAnswer, undefined>, Closable {
  readonly #targets: Iterator<string> | AsyncIterator<string>
  readonly #settings: Settings
  /** Each knows its place, so that it is taken out without a search. */
  readonly #running: Attempts[] = []
  /** Answers that nobody has taken yet, from `#next` on. */
  #ended: (SweepAnswer | undefined)[] = []
  #next = 0
  readonly #waiting: Waiting[] = []
  #client: Client | undefined
  #flow: Flow | undefined
  #launch: ((target: string) => void) | undefined
  #limiter: Limiter | undefined
  #unwatch: (() => void) | undefined
  #begun = false
  /** Targets come one by one, and one is on its way. */
  #pulling = false
  #more = true
  #started = 0
  #taken = 0
  #failure: { error: unknown } | undefined
  #over = false

  constructor(targets: Iterable<string> | AsyncIterable<string>, settings: Settings) {
    this.#targets = iteratorOf(targets)
    this.#settings = settings
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<Result> {
    if (!this.#begun) this.#begin()
    if (this.#failure !== undefined) {
      const { error } = this.#failure
      this.#failure = undefined
      return Promise.reject(error)
    }
    this.#fill()
    const answer = this.#take()
    if (answer !== undefined) return Promise.resolve({ value: answer, done: false })
    this.#watch()
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      this.#settle()
    })
  }

  /** The pinger was closed. */
  closed(error: IcmpError): void {
    this.#fail(error)
  }

  async return(): Promise<Result> {
    this.#begun = true
    this.#failure = undefined
    await this.#finish()
    return { value: undefined, done: true }
  }

  #begin(): void {
    this.#begun = true
    this.#flow = checkStatistics(this.#settings.statistics)?.flow()
    const { signal } = this.#settings
    if (signal?.aborted) return this.#fail(abortError(signal))
    signal?.addEventListener('abort', this.#onAbort, { once: true })
    pingerOf(this.#settings).then(
      (pinger) => {
        if (this.#over) return
        this.#client = pinger.client
        this.#flow?.attach(pinger.client)
        this.#launch = this.#launcher(pinger)
        this.#watch()
        this.#fill()
        this.#settle()
      },
      (error: unknown) => this.#fail(error),
    )
  }

  readonly #onAbort = (): void => this.#fail(abortError(this.#settings.signal!))

  /** Begins with as many targets as there is room for. Those that ended and nobody has taken count as well: so a slow consumer stops the sending. */
  #fill(): void {
    const { concurrency } = this.#settings
    try {
      while (this.#launch !== undefined && this.#more && !this.#pulling && !this.#over) {
        if (this.#started - this.#taken >= concurrency) return
        const step = this.#targets.next()
        if ('then' in step) return this.#pull(step)
        this.#began(step)
      }
    } catch (error) {
      this.#fail(error)
    }
  }

  #pull(step: Promise<IteratorResult<string>>): void {
    this.#pulling = true
    const pulled = (result: IteratorResult<string>): void => {
      this.#pulling = false
      if (this.#over) return
      this.#began(result)
      this.#fill()
      this.#settle()
    }
    step.then(pulled).catch((error: unknown) => this.#fail(error))
  }

  #began(step: IteratorResult<string>): void {
    if (step.done === true) this.#more = false
    else this.#launch?.(step.value)
  }

  #take(): SweepAnswer | undefined {
    const answer = this.#ended[this.#next]
    if (answer === undefined) return undefined
    this.#taken++
    this.#ended[this.#next++] = undefined
    if (this.#next === this.#ended.length) {
      this.#ended = []
      this.#next = 0
    }
    return answer
  }

  /** Gives those who wait what there is. */
  #settle(): void {
    const before = this.#taken
    while (this.#waiting.length > 0) {
      const answer = this.#take()
      if (answer === undefined) break
      this.#waiting.shift()!.resolve({ value: answer, done: false })
    }
    // Others may wait already for those whose turn it is now; one who is told asks again, which does it.
    if (this.#taken > before && this.#waiting.length > 0) this.#fill()
    if (!this.#more && this.#taken === this.#started) void this.#finish()
    if (this.#over) for (const { resolve } of this.#waiting.splice(0)) resolve({ value: undefined, done: true })
    this.#rest()
  }

  async #finish(): Promise<void> {
    if (this.#over) return
    this.#over = true
    this.#flow?.end()
    this.#settings.signal?.removeEventListener('abort', this.#onAbort)
    this.#limiter?.stop()
    for (const attempts of this.#running.splice(0)) attempts.cancel()
    this.#ended = []
    this.#next = 0
    for (const { resolve } of this.#waiting.splice(0)) resolve({ value: undefined, done: true })
    this.#rest()
    // One that has come to its end by itself is not asked to.
    const left = this.#more ? this.#targets.return?.() : undefined
    // A generator leaves only after it gave what it was asked for, which may never come.
    if (this.#pulling) Promise.resolve(left).catch(() => {})
    else await left
  }

  /** What begins with one target. Nothing of it waits where the target is an address. */
  #launcher(pinger: ClientPinger): (target: string) => void {
    const { family } = this.#settings
    const plan = this.#plan(pinger)
    const read = literalReader(family)
    const launch = (target: string, address: Address): void => {
      if (this.#over) return
      this.#watch()
      const attempts = new Attempts(plan, target)
      attempts.place = this.#running.push(attempts) - 1
      attempts.start(address)
    }
    return (target) => {
      this.#started++
      try {
        const address = read(target)
        if (address !== undefined) return launch(target, address)
      } catch (error) {
        return this.#unanswered(target, error)
      }
      resolveTarget(target, family)
        .then((address) => launch(target, address))
        .catch((error: unknown) => this.#unanswered(target, error))
    }
  }

  #plan({ client, transport }: ClientPinger): Plan {
    const { retries, timeout = DEFAULT_TIMEOUT, signal: _, rate, size = DEFAULT_SIZE, ...options } = this.#settings
    const request: (to: Address) => ProbeOptions = sharedProber(client.transport, { ...options, size, timeout })
    const limiter = new Limiter(client.transport.clock, rate)
    this.#limiter = limiter
    return {
      client,
      most: retries + 1,
      size,
      flow: this.#flow,
      request,
      turn: () => limiter.turn(),
      ended: (attempts, ending, address) => {
        this.#remove(attempts)
        const answer = toAnswer(ending, { target: attempts.target, address, sequence: 1, size, transport })
        this.#give(Object.assign(answer, { attempts: attempts.count }))
      },
      failed: (attempts, error) => {
        this.#remove(attempts)
        this.#fail(error)
      },
    }
  }

  #remove({ place }: Attempts): void {
    const last = this.#running.pop()
    this.#rest()
    // Those of a sweep that is over were taken out together.
    if (last === undefined || place === this.#running.length) return
    this.#running[place] = last
    last.place = place
  }

  #watch(): void {
    if (!this.#over) this.#unwatch ??= this.#client?.watch(this)
  }

  /** With nothing under way, and nobody waiting, the client need not know of it: nobody may ever ask for the rest. */
  #rest(): void {
    if (this.#running.length > 0 || this.#waiting.length > 0) return
    this.#unwatch?.()
    this.#unwatch = undefined
  }

  #unanswered(target: string, error: unknown): void {
    if (isUnresolved(error)) this.#give({ ok: false, status: 'unresolved', target, error })
    else this.#fail(error)
  }

  #give(answer: SweepAnswer): void {
    if (this.#over) return
    this.#ended.push(answer)
    if (this.#waiting.length > 0) this.#settle()
  }

  #fail(error: unknown): void {
    if (this.#over) return
    const waiting = this.#waiting.shift()
    if (waiting === undefined) this.#failure = { error }
    else waiting.reject(error)
    // What the targets' own iterator says to being left is not what went wrong.
    this.#finish().catch(() => {})
  }
}

async function pingerOf({ pinger }: Settings): Promise<ClientPinger> {
  const one = pinger ?? (await sharedPinger())
  if (one instanceof ClientPinger) return one
  throw new IcmpError('ICMP_INVALID_OPTION', 'Invalid pinger: give what `createPinger` gave.')
}
