import { IcmpError } from '@icmp/core'
import type { PingAnswer, PingEvent, Pinger } from '@icmp/ping'
import type { Destination } from './destination.js'
import type { Environment } from './environment.js'
import type { PingConfig } from './options.js'
import { isReply, type Report } from './report/report.js'
import { Statistics } from './statistics.js'

const ANSWERED = 0
const UNANSWERED = 1

/** Without replies a flood is limited to a hundred requests a second. */
const FLOOD_WAIT = 10
const HOUR = 3_600_000
const LONGEST = 0x7fff_ffff

/** Sends requests until there is a reason to end, and keeps the books: iputils' main loop. */
export class Run {
  readonly #config: PingConfig
  readonly #destination: Destination
  readonly #environment: Environment
  readonly #report: Report
  readonly #pinger: Pinger
  readonly #statistics = new Statistics()
  readonly #timers: (() => void)[] = []
  /** Requests whose ending was not taken yet, with what came after it: endings are taken later than events. */
  readonly #pending = new Map<number, PingEvent[]>()
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

  /** @returns the exit status. @throws what the pinger throws; the summary is told all the same */
  async toEnd(): Promise<number> {
    const { signals, clock } = this.#environment
    const { deadline, interval } = this.#config
    const answers = this.#answers()
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
    try {
      await Promise.race([over, this.#consume(answers)])
    } finally {
      deaf()
      for (const cancel of this.#timers) cancel()
      await answers.return?.()
      const localDrops = this.#pinger.localDrops()
      const facts = { destination: this.#destination, statistics: this.#statistics, interval, localDrops }
      await this.#report.summary(facts)
    }
    return this.#exitStatus()
  }

  #answers(): AsyncIterableIterator<PingAnswer> {
    const config = this.#config
    return this.#pinger.stream(this.#destination.target, {
      family: this.#destination.family,
      interval: config.interval,
      // With a deadline `-c` counts answers and not requests.
      count: config.deadline === undefined ? config.count : undefined,
      timeout: patience(config),
      size: config.size,
      ttl: config.ttl,
      pattern: config.pattern,
      source: config.source,
      interface: config.device,
      onSend: (sequence) => this.#sent(sequence),
      onEvent: (event) => this.#event(event),
    })
  }

  /** Ends by itself only when the last request has ended; before that, `over` ends it. */
  async #consume(answers: AsyncIterableIterator<PingAnswer>): Promise<void> {
    for await (const answer of answers) {
      if (!this.#over) this.#answer(answer)
      if (this.#over) return
    }
  }

  #sent(sequence: number): void {
    this.#pending.set(sequence, [])
    const { count, deadline, linger, interval } = this.#config
    const { clock } = this.#environment
    this.#statistics.sent(clock.now())
    if (deadline !== undefined || this.#statistics.transmitted !== count) return
    // The last request is out. Whoever answered before is waited for as long as twice its slowest answer took.
    const wait = this.#statistics.received > 0 ? Math.max(2 * this.#statistics.longest, interval) : linger
    if (wait > 0) this.#timers.push(clock.after(wait, () => this.#finish()))
  }

  #answer(answer: PingAnswer): void {
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
    const after = this.#pending.get(answer.sequence) ?? []
    this.#pending.delete(answer.sequence)
    for (const event of after) this.#event(event)
  }

  #event(event: PingEvent): void {
    if (this.#over) return
    const pending = event.type === 'duplicate' || event.type === 'late' ? this.#pending.get(event.sequence) : undefined
    if (pending !== undefined) {
      pending.push(event)
      return
    }
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

/**
 * How long a request stays pending: iputils waits for each as long as it runs. A silent target must not fill the memory,
 * so it is 10,000 requests at most; what comes later is told as late, and counts.
 */
function patience({ interval, linger, count, deadline }: PingConfig): number {
  if (interval === 0) return FLOOD_WAIT
  const wait = Math.min(HOUR, Math.max(10_000, interval * 10_000))
  if (count === undefined || deadline !== undefined) return wait
  return linger === 0 ? LONGEST : Math.min(LONGEST, Math.max(wait, linger + 1000))
}

/** What an unprivileged user may do to a network. @throws `ICMP_INVALID_INTERVAL` */
export function checkManners({ interval }: PingConfig, uid: number | undefined): void {
  if (interval >= 2 || uid === 0 || uid === undefined) return
  const message = 'cannot flood, minimal interval for user must be >= 2 ms: use -i 0.002 (or higher).'
  throw new IcmpError('ICMP_INVALID_INTERVAL', message)
}
