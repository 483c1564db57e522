import { IcmpError } from '../errors.js'
import type { Address, Family } from '../wire/address.js'
import { Deadlines } from './deadlines.js'
import type { Ending } from './ending.js'
import type { ForeignEvent, RedirectEvent, ResponseEvent, SessionEvent, StrayEvent } from './event.js'
import { Memory } from './memory.js'
import { NumberQueue } from './number-queue.js'
import type { ProbeRequest } from './probe.js'
import { ENDED, HANDED, NONE, ProbeTable, QUEUED } from './probe-table.js'
import { RestingKeys } from './resting-keys.js'
import { SlotIndex } from './slot-index.js'

/**
 * Ended probes that are remembered, so that a second or late answer is known for what it is. Duplicates come at once, late
 * answers after a while. More of the answered ones, by far the most, would make each of them outlive two collections of
 * the young generation: with 8,192 the process grew by 25 MB over 100,000 pings, with 1,024 by 3.
 */
const ANSWERED = 1024
const UNANSWERED = 8192
/**
 * Milliseconds that the key of a probe rests when it ended without a reply: its answer may still come. A late reply fails the
 * next one's cookie, but of an error whose quote ends with the ICMP header (RFC 792 asks for no more) nothing tells whose it
 * is, if both went to one target. "No such host" takes a LAN 3 s, a mobile link's queue holds a packet for as long as that;
 * probes that are given no time at all should be safe as well.
 */
const REST = 10_000
/** Events beside endings that wait for `pollEvent`; a flood past that is only counted. */
const STRAYS = 1024

/**
 * The books of a session: which probes are queued, handed over, ended; every probe ends in here, exactly once.
 * A probe's slot is its token modulo `slots`, which is what its answer can be recognised by on the wire.
 */
export class Ledger<Context> {
  readonly slots: number
  readonly probes: ProbeTable<Context>
  readonly deadlines: Deadlines
  /** Strays that were not reported as `pollEvent` was not called in time. */
  overflow = 0
  /** The latest time that the session was told. */
  now: number = Number.NEGATIVE_INFINITY
  #token = 0
  #strays = 0
  /** Tokens, as a row may be another probe's by the time that its turn comes. */
  readonly #queue = new NumberQueue()
  /** Rows by slot. */
  readonly #live = new SlotIndex()
  readonly #ended = new SlotIndex()
  readonly #resting: RestingKeys
  readonly #rest: number
  readonly #answered: Memory
  readonly #unanswered: Memory
  /** From `#eventHead` to `#eventEnd` those that nobody has taken; the array's memory is used again. */
  readonly #events: (SessionEvent<Context> | undefined)[] = []
  #eventHead = 0
  #eventEnd = 0

  /** @param rest milliseconds that the keys of probes without a reply are left alone */
  constructor(slots: number, family: Family, rest: number = REST) {
    this.#rest = rest
    this.slots = slots
    this.probes = new ProbeTable(family)
    this.deadlines = new Deadlines(this.probes)
    this.#resting = new RestingKeys(slots)
    const forget = (row: number): void => {
      const slot = this.slotOf(row)
      if (this.#ended.get(slot) === row) this.#ended.delete(slot)
      this.probes.remove(row)
    }
    this.#answered = new Memory(ANSWERED, this.probes, forget)
    this.#unanswered = new Memory(UNANSWERED, this.probes, forget)
  }

  /** Probes that have not ended. */
  get pending(): number {
    return this.#live.size
  }

  /** Whether another probe would not find a free key without searching long. */
  get full(): boolean {
    return this.#live.size + this.#resting.size >= this.slots * 0.75
  }

  /** Whether that is so even if keys are used that should rest. */
  get exhausted(): boolean {
    return this.#live.size >= this.slots * 0.75
  }

  /** When the key that rests longest will have rested; `Infinity` when none does. */
  get nextRested(): number {
    return this.#resting.next
  }

  /** Time has come to this, or had before. */
  tick(now: number): void {
    if (now <= this.now) return
    this.now = now
    this.#resting.release(now)
  }

  /**
   * Queues a probe. The caller has seen that the session isn't full.
   * @param to where to; the request may be another's as well
   * @returns its token
   * @throws `ICMP_SYSTEM` when every key is taken
   */
  open(request: ProbeRequest, context: Context, hasCookie: boolean, to: Address = request.to): number {
    const token = this.#nextToken(hasCookie)
    this.#token = token
    this.#live.set(token % this.slots, this.probes.add(token, to, request, context))
    this.#queue.push(token)
    return token
  }

  /** The next one whose key is free. When all of them are in use or rest, the one that rests longest does so no more. */
  #nextToken(hasCookie: boolean): number {
    if (this.#live.size + this.#resting.size < this.slots) {
      for (let token = this.#token + 1; token <= this.#token + this.slots; token++) {
        if (!this.#taken(token % this.slots, hasCookie)) return token
      }
    }
    if (this.#resting.size === 0)
      throw new IcmpError('ICMP_SYSTEM', 'Every key of this socket is taken: wait for some probes to end.')
    const first = this.#token + 1
    const ahead = this.#resting.take() - (first % this.slots)
    return first + (ahead < 0 ? ahead + this.slots : ahead)
  }

  /** Without a cookie, a late answer to the key's last user can't be told from this one's: leave the key alone. */
  #taken(slot: number, hasCookie: boolean): boolean {
    if (this.#live.get(slot) !== NONE || this.#resting.has(slot)) return true
    return !hasCookie && this.#ended.get(slot) !== NONE
  }

  /** What the probe's answer can be recognised by on the wire. */
  slotOf(row: number): number {
    return this.probes.token[row]! % this.slots
  }

  /** The row of the slot's probe that has not ended, or `NONE`. */
  live(slot: number): number {
    return this.#live.get(slot)
  }

  /** The row of the slot's last ended probe, while it is remembered, or `NONE`. */
  ended(slot: number): number {
    return this.#ended.get(slot)
  }

  /** The row of a probe that has not ended, or `NONE`. */
  byToken(token: number): number {
    const row = this.#live.get(token % this.slots)
    return row !== NONE && this.probes.token[row] === token ? row : NONE
  }

  /** The next queued probe, still in the queue; skips those that ended while they waited. `NONE` when there is none. */
  peek(): number {
    for (;;) {
      const token = this.#queue.first
      if (token === undefined) return NONE
      const row = this.byToken(token)
      if (row !== NONE) return row
      this.shift()
    }
  }

  shift(): void {
    this.#queue.shift()
  }

  /** Puts probes that were handed over but not taken back to the front, in their order. */
  unshift(rows: readonly number[]): void {
    for (let i = rows.length - 1; i >= 0; i--) {
      const row = rows[i]!
      this.probes.state[row] = QUEUED
      this.deadlines.remove(row)
      this.#queue.unshift(this.probes.token[row]!)
    }
  }

  /**
   * A probe's ending. A second call for the same probe does nothing.
   * @param to the probe's target, where it is at hand
   */
  end(row: number, ending: Ending, to: Address = this.probes.to(row)): void {
    const { probes } = this
    if (probes.state[row] === ENDED) return
    const isReply = ending.status === 'reply'
    // Where many may answer, others still may.
    const isAnswered = isReply && ending.responders === undefined
    const slot = this.slotOf(row)
    if (probes.state[row] === HANDED) {
      this.deadlines.remove(row)
      // What failed here has left for nowhere.
      if (this.#rest > 0 && !isAnswered && ending.status !== 'send-error')
        this.#resting.add(slot, this.now + this.#rest)
    }
    probes.state[row] = ENDED
    probes.answered[row] = isReply ? 1 : 0
    probes.timedOut[row] = ending.status === 'timeout' ? 1 : 0
    this.#live.delete(slot)
    this.#events[this.#eventEnd++] = {
      type: 'ended',
      token: probes.token[row]!,
      to,
      context: probes.context(row),
      ending,
    }
    this.#ended.set(slot, row)
    const memory = isReply ? this.#answered : this.#unanswered
    memory.add(row)
  }

  /** Forgets the ended probes. */
  forget(): void {
    this.#answered.clear()
    this.#unanswered.clear()
  }

  /** Responses have a bound of their own: their probe's. */
  response(event: ResponseEvent<Context>): void {
    this.#events[this.#eventEnd++] = event
  }

  stray(event: StrayEvent<Context> | RedirectEvent<Context> | ForeignEvent): void {
    if (this.#strays >= STRAYS) this.overflow++
    else {
      this.#strays++
      this.#events[this.#eventEnd++] = event
    }
  }

  pollEvent(): SessionEvent<Context> | undefined {
    if (this.#eventHead === this.#eventEnd) {
      if (this.#events.length > STRAYS) this.#events.length = 0
      this.#eventHead = 0
      this.#eventEnd = 0
      return undefined
    }
    const event = this.#events[this.#eventHead]!
    this.#events[this.#eventHead++] = undefined
    if (event.type !== 'ended' && event.type !== 'response') this.#strays--
    return event
  }

  /** Tokens of those that have not ended. */
  pendingTokens(): number[] {
    return [...this.#live.rows()].map((row) => this.probes.token[row]!)
  }
}
