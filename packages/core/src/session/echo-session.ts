import type { EchoRequest, Outcome } from '../transport/contract.js'
import { ECHO_REPLY } from '../wire/icmpv4/echo.js'
import { COOKIE_LENGTH, CookieJar } from './cookie.js'
import type { Ending, RttSource } from './ending.js'
import type { SessionEvent } from './event.js'
import { Ledger } from './ledger.js'
import { ECHO_HEADER, matchData } from './match-reply.js'
import { endingOf } from './network-error.js'
import type { SessionOptions } from './options.js'
import type { Probe, ProbeRequest } from './probe.js'
import type { EchoSession } from './session.js'

/** Exchanges at once: the system has its own, smaller limits and takes fewer at a time. */
const SLOTS = 0x10_0000

/**
 * A session over a socket whose system runs the whole exchange: it sets identifier and sequence, matches the answer,
 * and keeps the time. What is left to do is to check the data, and to tell the outcome as an ending.
 */
export class OutcomeSession<Context> implements EchoSession<Context> {
  readonly #options: SessionOptions
  readonly #ledger: Ledger<Context> = new Ledger(SLOTS)
  readonly #jar: CookieJar
  readonly #cancels: number[] = []

  constructor(options: SessionOptions) {
    this.#options = options
    this.#jar = new CookieJar(options.key)
  }

  get pending(): number {
    return this.#ledger.pending
  }

  get full(): boolean {
    return this.#ledger.full
  }

  submit(request: ProbeRequest, context: Context): number {
    return this.#ledger.open(request, context, true).token
  }

  cancel(token: number): void {
    const probe = this.#ledger.byToken(token)
    if (probe === undefined) return
    if (probe.state === 'handed') this.#cancels.push(token)
    this.#ledger.end(probe, { status: 'cancelled' })
  }

  cancelAll(): void {
    for (const probe of this.#ledger.pendingProbes()) this.cancel(probe.token)
  }

  forget(): void {
    this.#ledger.forget()
  }

  pollCancel(): number | undefined {
    return this.#cancels.shift()
  }

  pollTransmit(now: number): EchoRequest | undefined {
    const probe = this.#ledger.peek()
    if (probe === undefined) return undefined
    this.#ledger.shift()
    probe.state = 'handed'
    probe.handedAt = now
    const { to, data, timeout, hopLimit, trafficClass, source, dontFragment, interface: index } = probe.request
    let payload = data
    if (data.length >= COOKIE_LENGTH) {
      payload = data.slice()
      this.#jar.write(payload, 0, probe.token, 0, to)
    }
    return { token: probe.token, to, hopLimit, trafficClass, source, interface: index, dontFragment, payload, timeout }
  }

  handleUnsent(rest: readonly EchoRequest[]): void {
    const probes = rest.map(({ token }) => this.#ledger.byToken(token)).filter((probe) => probe !== undefined)
    this.#ledger.unshift(probes)
  }

  handleOutcome(token: number, outcome: Outcome): void {
    const probe = this.#ledger.byToken(token)
    // One that was cancelled has ended; its outcome still comes, and says nothing new.
    if (probe === undefined) return
    this.#ledger.end(probe, this.#ending(probe, outcome))
  }

  #ending(probe: Probe<Context>, outcome: Outcome): Ending {
    if (outcome.kind === 'timeout') return { status: 'timeout' }
    if (outcome.kind === 'cancelled') return { status: 'cancelled' }
    if (outcome.kind === 'reply') return this.#reply(probe, outcome)
    const from = outcome.replies[0]?.from
    if (outcome.kind === 'error' && outcome.type !== undefined && from !== undefined) {
      const facts = {
        from,
        type: outcome.type,
        code: outcome.code ?? 0,
        mtu: outcome.mtu ?? 0,
        pointer: 0,
        ...this.#time(probe, outcome, outcome.replies[0]!.apiMs),
      }
      const ending = endingOf(this.#options.family, facts)
      if (ending !== undefined) return ending
    }
    const code = `STATUS_${outcome.status}`
    return { status: 'send-error', error: { code, errno: outcome.status, syscall: 'echo' } }
  }

  #reply(probe: Probe<Context>, outcome: Outcome): Ending {
    const { request } = probe
    for (const reply of outcome.replies) {
      const verdict = matchData(probe, 0, reply.payload, 0, this.#jar)
      const time = this.#time(probe, outcome, reply.apiMs)
      if (verdict.is === 'ours') {
        const { hopLimit, from } = reply
        const bytes = ECHO_HEADER + reply.payload.length
        const matchedBy = verdict.matchedBy === 'key' ? 'system' : verdict.matchedBy
        return { status: 'reply', from, ...time, hopLimit, code: 0, bytes, matchedBy, data: verdict.data }
      }
      this.#ledger.stray({
        type: 'corrupted',
        token: probe.token,
        request,
        context: probe.context,
        from: reply.from,
        rtt: time.rtt,
        hopLimit: reply.hopLimit,
        bytes: ECHO_HEADER + reply.payload.length,
        icmpType: ECHO_REPLY[this.#options.family],
        icmpCode: 0,
      })
    }
    // The system is done with this exchange and no answer of it could be trusted.
    return { status: 'timeout' }
  }

  #time(probe: Probe<Context>, outcome: Outcome, apiMs: number): { rtt: number; rttSource: RttSource } {
    if (this.#options.capabilities.stamps.received === 'api-ms') return { rtt: apiMs, rttSource: 'api-ms' }
    return { rtt: Math.max(0, outcome.at.monotonic - probe.handedAt), rttSource: 'user' }
  }

  pollEvent(): SessionEvent<Context> | undefined {
    return this.#ledger.pollEvent()
  }

  /** The system keeps the time. */
  nextDeadline(): undefined {
    return undefined
  }

  /** Its outcomes come by themselves. */
  get readUpTo(): number {
    return Number.NEGATIVE_INFINITY
  }

  handleTimeout(): void {}
}
