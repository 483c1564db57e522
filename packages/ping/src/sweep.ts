import { type Address, type Clock, checkCount, IcmpError, type ProbeOptions, throwIfAborted } from '@icmp/core'
import { toAnswer } from './answer.js'
import { Attempts, type Plan } from './attempts.js'
import { DEFAULT_SIZE } from './echo-data.js'
import { requireInterface } from './interfaces.js'
import { ClientPinger, checkPingOptions } from './pinger.js'
import { sharedProber } from './prober.js'
import { parseLiteral, resolveTarget } from './resolve.js'
import { sharedPinger } from './shared.js'
import type { SweepAnswer, SweepOptions } from './types.js'

const DEFAULT_TIMEOUT = 1000
const DEFAULT_CONCURRENCY = 1000

/**
 * Pings many hosts at once. Answers come in the order in which the targets end, each target once: at the first reply to
 * any of its attempts, at an error from the network, or when its last attempt has run out. The targets are taken as
 * there is room for them, so a million of them need no array; a consumer that is slow slows it down.
 *
 * @param targets host names or addresses; see `cidr`
 * @throws `IcmpError` when the answers are asked for: misuse, permission, abort. A name that does not resolve is an answer
 * @example
 * for await (const answer of sweep(cidr('192.0.2.0/24'), { timeout: 500 })) if (answer.ok) console.log(answer.address)
 */
export function sweep(
  targets: Iterable<string> | AsyncIterable<string>,
  options: SweepOptions = {},
): AsyncIterableIterator<SweepAnswer> {
  const { concurrency = DEFAULT_CONCURRENCY, retries = 0, rate = Number.POSITIVE_INFINITY } = options
  checkPingOptions(options)
  if (options.interface !== undefined) requireInterface(options.interface)
  checkCount(concurrency)
  if (!Number.isInteger(retries) || retries < 0)
    throw new IcmpError('ICMP_INVALID_OPTION', `Invalid retries ${retries}: give a whole number, 0 or more.`)
  if (!(rate > 0)) throw new IcmpError('ICMP_INVALID_OPTION', `Invalid rate ${rate}: give requests a second, above 0.`)
  return new Sweep(targets, { ...options, concurrency, retries, rate }).answers()
}

interface Settings extends SweepOptions {
  concurrency: number
  retries: number
  rate: number
}

class Sweep {
  readonly #targets: Iterable<string> | AsyncIterable<string>
  readonly #settings: Settings
  /** Each knows its place, so that it is taken out without a search. */
  readonly #running: Attempts[] = []
  /** Answers that nobody has taken yet, from `#next` on. */
  #ended: (SweepAnswer | undefined)[] = []
  #next = 0
  #started = 0
  #taken = 0
  #failure: { error: unknown } | undefined
  #over = false
  /** Called when there is something new for the loop to look at. */
  #wake: () => void = () => {}

  constructor(targets: Iterable<string> | AsyncIterable<string>, settings: Settings) {
    this.#targets = targets
    this.#settings = settings
  }

  async *answers(): AsyncGenerator<SweepAnswer, undefined> {
    const { signal, concurrency } = this.#settings
    throwIfAborted(signal)
    const start = this.#starter(await pingerOf(this.#settings))
    const iterator = iteratorOf(this.#targets)
    const abort = (): void => this.#wake()
    signal?.addEventListener('abort', abort, { once: true })
    try {
      for (let more = true; ; ) {
        throwIfAborted(signal)
        if (this.#failure !== undefined) throw this.#failure.error
        // Ended ones that nobody has taken count as well: so a slow consumer stops the sending.
        while (more && this.#started - this.#taken < concurrency) {
          const step = iterator.next()
          const { value, done } = 'then' in step ? await step : step
          if (done === true) more = false
          else start(value)
        }
        const answer = this.#take()
        if (answer !== undefined) yield answer
        else if (!more && this.#taken === this.#started) return
        else await this.#news()
      }
    } finally {
      this.#over = true
      signal?.removeEventListener('abort', abort)
      for (const attempts of this.#running.splice(0)) attempts.cancel()
      await iterator.return?.()
    }
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

  /** Until something ended, failed, or was aborted. */
  #news(): Promise<void> {
    if (this.#ended.length > 0 || this.#failure !== undefined || this.#settings.signal?.aborted)
      return Promise.resolve()
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  /** What begins with one target. Nothing of it waits where the target is an address. */
  #starter(pinger: ClientPinger): (target: string) => void {
    const { family } = this.#settings
    const plan = this.#plan(pinger)
    const launch = (target: string, address: Address): void => {
      if (this.#over) return
      const attempts = new Attempts(plan, target)
      attempts.place = this.#running.push(attempts) - 1
      attempts.start(address)
    }
    return (target) => {
      this.#started++
      try {
        const address = parseLiteral(target, family)
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
    return {
      client,
      most: retries + 1,
      size,
      request,
      turn: limiter(client.transport.clock, rate),
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
    // Those of a sweep that is over were taken out together.
    if (last === undefined || place === this.#running.length) return
    this.#running[place] = last
    last.place = place
  }

  #unanswered(target: string, error: unknown): void {
    if (isUnresolved(error)) this.#give({ ok: false, status: 'unresolved', target, error })
    else this.#fail(error)
  }

  #give(answer: SweepAnswer): void {
    this.#ended.push(answer)
    this.#wake()
  }

  #fail(error: unknown): void {
    this.#failure ??= { error }
    this.#wake()
  }
}

async function pingerOf({ pinger }: Settings): Promise<ClientPinger> {
  const one = pinger ?? (await sharedPinger())
  if (one instanceof ClientPinger) return one
  throw new IcmpError('ICMP_INVALID_OPTION', 'Invalid pinger: give what `createPinger` gave.')
}

function isUnresolved(error: unknown): error is IcmpError {
  const codes: readonly string[] = [
    'ICMP_HOST_NOT_FOUND',
    'ICMP_RESOLUTION_FAILED',
    'ICMP_FAMILY_MISMATCH',
    'ICMP_INVALID_TARGET',
    // That of the target's zone: the option's was checked.
    'ICMP_DEVICE_NOT_FOUND',
  ]
  return error instanceof IcmpError && codes.includes(error.code)
}

function iteratorOf(targets: Iterable<string> | AsyncIterable<string>): AsyncIterator<string> | Iterator<string> {
  if (typeof targets === 'object' && targets !== null) {
    if (Symbol.asyncIterator in targets) return targets[Symbol.asyncIterator]()
    if (Symbol.iterator in targets) return targets[Symbol.iterator]()
  }
  throw new IcmpError(
    'ICMP_INVALID_TARGET',
    'Invalid targets: give an array, or anything else that gives targets one by one.',
  )
}

/** Spaces requests evenly; a turn that comes late is not made up for in a burst. */
function limiter(clock: Clock, rate: number): () => Promise<void> | undefined {
  if (rate === Number.POSITIVE_INFINITY) return () => undefined
  const gap = 1000 / rate
  let next = Number.NEGATIVE_INFINITY
  return () => {
    const now = clock.now()
    const at = Math.max(now, next)
    next = at + gap
    return at <= now ? undefined : new Promise((resolve) => void clock.setTimer(at - now, resolve))
  }
}
