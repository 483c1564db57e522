import type { EchoRequest, Outcome } from '../transport/contract.js'
import { ofPacket } from '../transport/dont-fragment.js'
import type { Address } from '../wire/address.js'
import { ECHO_REPLY } from '../wire/icmpv4/echo.js'
import { COOKIE_LENGTH, CookieJar } from './cookie.js'
import type { Ending, RttSource } from './ending.js'
import type { SessionEvent } from './event.js'
import { Ledger } from './ledger.js'
import { ECHO_HEADER, matchData } from './match-reply.js'
import { endingOf } from './network-error.js'
import type { SessionOptions } from './options.js'
import type { ProbeRequest } from './probe.js'
import { HANDED, NONE, type ProbeTable, QUEUED } from './probe-table.js'
import type { EchoSession } from './session.js'

/** Exchanges at once: the system has its own, smaller limits and takes fewer at a time. */
const SLOTS = 0x10_0000

/**
 * A session over a socket whose system runs the whole exchange: it sets identifier and sequence, matches the answer,
 * and keeps the time. What is left to do is to check the data, and to tell the outcome as an ending.
 */
export class OutcomeSession<Context> implements EchoSession<Context> {
  readonly #options: SessionOptions
  readonly #ledger: Ledger<Context>
  readonly #probes: ProbeTable<Context>
  readonly #jar: CookieJar
  readonly #cancels: number[] = []

  constructor(options: SessionOptions) {
    this.#options = options
    this.#ledger = new Ledger(SLOTS, options.family, 0)
    this.#probes = this.#ledger.probes
    this.#jar = new CookieJar(options.key)
  }

  get pending(): number {
    return this.#ledger.pending
  }

  get full(): boolean {
    return this.#ledger.full
  }

  get exhausted(): boolean {
    return this.#ledger.exhausted
  }

  /** The system matches its answers by itself: no key rests. */
  get nextRested(): number {
    return Number.POSITIVE_INFINITY
  }

  tick(): void {}

  submit(request: ProbeRequest, context: Context, to: Address = request.to): number {
    return this.#ledger.open(request, context, true, to)
  }

  cancel(token: number): boolean {
    const row = this.#ledger.byToken(token)
    if (row === NONE) return false
    const wasQueued = this.#probes.state[row] === QUEUED
    if (!wasQueued) this.#cancels.push(token)
    this.#ledger.end(row, { status: 'cancelled' })
    return wasQueued
  }

  cancelAll(): void {
    for (const token of this.#ledger.pendingTokens()) this.cancel(token)
  }

  forget(): void {
    this.#ledger.forget()
  }

  pollCancel(): number | undefined {
    return this.#cancels.shift()
  }

  pollTransmit(now: number): EchoRequest | undefined {
    const probes = this.#probes
    const row = this.#ledger.peek()
    if (row === NONE) return undefined
    this.#ledger.shift()
    probes.state[row] = HANDED
    probes.handedAt[row] = now
    const { data, timeout, hopLimit, trafficClass, source, interface: index } = probes.request(row)
    const dontFragment = ofPacket(probes.request(row).dontFragment)
    const token = probes.token[row]!
    let payload = data
    if (data.length >= COOKIE_LENGTH) {
      payload = data.slice()
      this.#jar.write(payload, 0, token, 0, probes.words, probes.wordsAt(row), probes.addressWords)
    }
    const to = probes.to(row)
    return { token, to, hopLimit, trafficClass, source, interface: index, dontFragment, payload, timeout }
  }

  handleUnsent(rest: readonly EchoRequest[]): void {
    this.#ledger.unshift(rest.map(({ token }) => this.#ledger.byToken(token)).filter((row) => row !== NONE))
  }

  handleOutcome(token: number, outcome: Outcome): void {
    const row = this.#ledger.byToken(token)
    // One that was cancelled has ended; its outcome still comes, and says nothing new.
    if (row === NONE) return
    this.#ledger.end(row, this.#ending(row, outcome))
  }

  #ending(row: number, outcome: Outcome): Ending {
    if (outcome.kind === 'timeout') return { status: 'timeout' }
    if (outcome.kind === 'cancelled') return { status: 'cancelled' }
    if (outcome.kind === 'reply') return this.#reply(row, outcome)
    const from = outcome.replies[0]?.from
    if (outcome.kind === 'error' && outcome.type !== undefined && from !== undefined) {
      const facts = {
        from,
        type: outcome.type,
        code: outcome.code ?? 0,
        mtu: outcome.mtu ?? 0,
        pointer: 0,
        ...this.#time(row, outcome, outcome.replies[0]!.apiMs),
      }
      const ending = endingOf(this.#options.family, facts)
      if (ending !== undefined) return ending
    }
    const code = `STATUS_${outcome.status}`
    return { status: 'send-error', error: { code, errno: outcome.status, syscall: 'echo' } }
  }

  #reply(row: number, outcome: Outcome): Ending {
    for (const reply of outcome.replies) {
      const verdict = matchData(this.#probes, row, 0, reply.payload, 0, this.#jar)
      const time = this.#time(row, outcome, reply.apiMs)
      if (verdict.is === 'ours') {
        const { hopLimit, from } = reply
        const bytes = ECHO_HEADER + reply.payload.length
        const matchedBy = verdict.matchedBy === 'key' ? 'system' : verdict.matchedBy
        return { status: 'reply', from, ...time, hopLimit, code: 0, bytes, matchedBy, data: verdict.data }
      }
      this.#ledger.stray({
        type: 'corrupted',
        token: this.#probes.token[row]!,
        to: this.#probes.to(row),
        context: this.#probes.context(row),
        timedOut: false,
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

  #time(row: number, outcome: Outcome, apiMs: number): { rtt: number; rttSource: RttSource } {
    if (this.#options.capabilities.stamps.received === 'api-ms') return { rtt: apiMs, rttSource: 'api-ms' }
    return { rtt: Math.max(0, outcome.at.monotonic - this.#probes.handedAt[row]!), rttSource: 'user' }
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
