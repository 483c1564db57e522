import type { PingAnswer, PingEvent, Pinger, StreamOptions } from '@icmp/ping'
import type { Destination } from './destination.js'
import type { Environment } from './environment.js'
import { isToMany } from './manners.js'
import type { PingConfig } from './options/config.js'
import { isReply, type Report, type SummaryReport } from './report/report.js'
import { Statistics } from './statistics.js'

const ANSWERED = 0
const UNANSWERED = 1

const HOUR = 3_600_000
const LONGEST = 0x7fff_ffff
/** Milliseconds between the requests of a user who is not root, however fast answers come. */
const USERS_LEAST = 2

/** How a run ended. */
export interface Outcome {
  /** The exit status. */
  status: number
  /** For the report's summary. */
  facts: SummaryReport
  /** What the pinger threw. */
  failure?: { error: unknown }
}

/** Sends requests to one host until there is a reason to end, and keeps the books: iputils' main loop. */
export class Run {
  readonly #config: PingConfig
  readonly #destination: Destination
  readonly #environment: Environment
  readonly #report: Report
  readonly #pinger: Pinger
  readonly #statistics = new Statistics()
  readonly #timers: (() => void)[] = []
  #over = false
  #finish: () => void = () => {}

  constructor(
    config: PingConfig,
    destination: Destination,
    parts: { environment: Environment; report: Report; pinger: Pinger },
  ) {
    this.#config = config
    this.#destination = destination
    this.#environment = parts.environment
    this.#report = parts.report
    this.#pinger = parts.pinger
  }

  async toEnd(): Promise<Outcome> {
    const { signals, clock } = this.#environment
    const { deadline } = this.#config
    // Sends nothing before it is asked for an answer, but says what is wrong.
    const answers = this.#pinger.stream(this.#destination.target, this.#options())
    await this.#report.begin(this.#destination)
    const over = new Promise<void>((resolve) => {
      this.#finish = () => {
        this.#over = true
        resolve()
      }
    })
    const deaf = signals.listen({
      interrupt: () => {
        this.#report.hurry()
        this.#finish()
      },
      status: () => this.#report.status(this.#statistics),
    })
    if (deadline !== undefined) this.#timers.push(clock.after(deadline, () => this.#finish()))
    let failure: { error: unknown } | undefined
    try {
      await Promise.race([over, this.#consume(answers)])
    } catch (error) {
      failure = { error }
    } finally {
      this.#over = true
      deaf()
      for (const cancel of this.#timers) cancel()
      await answers.return?.()
    }
    return { status: this.#exitStatus(), facts: this.#facts(), ...(failure && { failure }) }
  }

  #options(): StreamOptions {
    const config = this.#config
    const { uid } = this.#environment
    return {
      family: this.#destination.family,
      interval: intervalOf(config),
      leastInterval: uid === 0 || uid === undefined ? undefined : USERS_LEAST,
      preload: config.preload,
      // With a deadline `-c` counts answers and not requests.
      count: config.deadline === undefined ? config.count : undefined,
      timeout: patience(config),
      size: config.size,
      ttl: config.ttl,
      trafficClass: config.trafficClass,
      // Of what goes to many, nothing is fragmented, as in iputils.
      dontFragment: config.dontFragment ?? (isToMany(config, this.#destination) ? true : undefined),
      // The host that is one in a network further away, this host can't know for a broadcast address: others answer all the same.
      broadcast: config.broadcast && this.#destination.family === 4,
      // The kernel doubles what it is asked for, and counts like that.
      sendBuffer: config.sendBuffer === undefined ? undefined : Math.min(LONGEST, config.sendBuffer * 2),
      rttClock: config.userLatency ? 'user' : 'kernel',
      pattern: config.pattern,
      source: config.source,
      interface: config.device,
      statistics: this.#report.collected,
      onSend: () => this.#sent(),
      onAnswer: (answer) => this.#answer(answer),
      onEvent: (event) => this.#event(event),
    }
  }

  #facts(): SummaryReport {
    const asFastAsAnswered = this.#config.interval === 0 || this.#config.adaptive || this.#config.flood
    const localDrops = this.#pinger.localDrops()
    return { destination: this.#destination, statistics: this.#statistics, asFastAsAnswered, localDrops }
  }

  /** What comes was told already. Ends by itself only when the last request has ended; before that, `over` ends it. */
  async #consume(answers: AsyncIterableIterator<PingAnswer>): Promise<void> {
    for await (const _ of answers) if (this.#over) return
  }

  #sent(): void {
    if (this.#over) return
    const { count, deadline, linger } = this.#config
    const interval = this.#config.adaptive ? 0 : this.#config.interval
    const { clock } = this.#environment
    this.#statistics.sent(clock.now())
    this.#report.sent()
    if (deadline !== undefined || this.#statistics.transmitted !== count) return
    // The last request is out. Whoever answered before is waited for as long as twice its slowest answer took.
    const wait = this.#statistics.received > 0 ? Math.max(2 * this.#statistics.longest, interval) : linger
    if (wait > 0) this.#timers.push(clock.after(wait, () => this.#finish()))
  }

  #answer(answer: PingAnswer): void {
    if (this.#over) return
    switch (answer.status) {
      case 'timeout':
      case 'send-error':
        break
      case 'reply':
        this.#statistics.acknowledge(answer.sequence)
        this.#statistics.received++
        this.#statistics.time(answer.rtt)
        break
      default:
        this.#statistics.acknowledge(answer.sequence)
        this.#statistics.errors++
    }
    this.#report.answer(answer, this.#environment.clock.wallClock())
    this.#endIfDone()
  }

  #event(event: PingEvent): void {
    if (this.#over) return
    switch (event.type) {
      case 'duplicate':
        this.#statistics.duplicates++
        this.#time(event)
        break
      case 'corrupted':
        this.#statistics.corrupted++
        break
      case 'late':
        this.#statistics.acknowledge(event.sequence)
        if (isReply(event)) {
          this.#statistics.received++
          this.#time(event)
        } else this.#statistics.errors++
        break
      case 'redirect':
        break
    }
    this.#report.event(event, this.#environment.clock.wallClock())
    this.#endIfDone()
  }

  #time({ rtt }: PingEvent): void {
    if (rtt !== undefined) this.#statistics.time(rtt)
  }

  #endIfDone(): void {
    const { count, deadline } = this.#config
    const { received, errors } = this.#statistics
    if (count !== undefined && received + errors >= count) this.#finish()
    else if (deadline !== undefined && errors > 0) this.#finish()
  }

  #exitStatus(): number {
    const { received } = this.#statistics
    const { count, deadline } = this.#config
    if (received === 0) return UNANSWERED
    return deadline !== undefined && count !== undefined && received < count ? UNANSWERED : ANSWERED
  }
}

/** `-f` is about what is printed: with an interval, that counts. */
function intervalOf({ interval, adaptive }: PingConfig): NonNullable<StreamOptions['interval']> {
  if (interval === 0) return 'flood'
  return adaptive ? 'adaptive' : interval
}

/**
 * How long a request stays pending: iputils waits for each as long as it runs. A silent target must not fill the memory,
 * so it is 10,000 requests at most; what comes later is told as late, and counts.
 */
function patience({ interval, linger, count, deadline }: PingConfig): number {
  const wait = Math.min(HOUR, Math.max(10_000, interval * 10_000))
  if (count === undefined || deadline !== undefined) return wait
  return linger === 0 ? LONGEST : Math.min(LONGEST, Math.max(wait, linger + 1000))
}
