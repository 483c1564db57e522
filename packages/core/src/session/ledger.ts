import { IcmpError } from '../errors.js'
import { Deadlines } from './deadlines.js'
import type { Ending } from './ending.js'
import type { ForeignEvent, RedirectEvent, SessionEvent, StrayEvent } from './event.js'
import { Memory } from './memory.js'
import { Probe, type ProbeRequest } from './probe.js'

/**
 * Ended probes that are remembered, so that a second or late answer is known for what it is. Duplicates come at once, late
 * answers after a while. More of the answered ones, by far the most, would make each of them outlive two collections of
 * the young generation: with 8,192 the process grew by 25 MB over 100,000 pings, with 1,024 by 3.
 */
const ANSWERED = 1024
const UNANSWERED = 8192
/** Events beside endings that wait for `pollEvent`; a flood past that is only counted. */
const STRAYS = 1024

/**
 * The books of a session: which probes are queued, handed over, ended; every probe ends in here, exactly once.
 * `Key` space: a probe's slot is its token modulo `slots`, which is what its answer can be recognised by on the wire.
 */
export class Ledger<Context> {
  readonly slots: number
  readonly deadlines: Deadlines<Context> = new Deadlines()
  /** Strays that were not reported as `pollEvent` was not called in time. */
  overflow = 0
  #token = 0
  #strays = 0
  #queue: Probe<Context>[] = []
  #queueHead = 0
  readonly #live = new Map<number, Probe<Context>>()
  readonly #ended = new Map<number, Probe<Context>>()
  readonly #answered: Memory<Context>
  readonly #unanswered: Memory<Context>
  #events: SessionEvent<Context>[] = []
  #eventHead = 0

  constructor(slots: number) {
    this.slots = slots
    const forget = (probe: Probe<Context>): void => {
      const slot = probe.token % slots
      if (this.#ended.get(slot) === probe) this.#ended.delete(slot)
    }
    this.#answered = new Memory(ANSWERED, forget)
    this.#unanswered = new Memory(UNANSWERED, forget)
  }

  /** Probes that have not ended. */
  get pending(): number {
    return this.#live.size
  }

  /** Whether another probe finds a free key without searching long. */
  get full(): boolean {
    return this.#live.size >= this.slots * 0.75
  }

  /**
   * Queues a probe. The caller has seen that the session isn't full.
   * @throws `ICMP_SYSTEM` when every key is taken
   */
  open(request: ProbeRequest, context: Context, hasCookie: boolean): Probe<Context> {
    let tried = 0
    do {
      this.#token++
      if (++tried > this.slots)
        throw new IcmpError('ICMP_SYSTEM', 'Every key of this socket is taken: wait for some probes to end.')
    } while (this.#taken(this.#token % this.slots, hasCookie))
    const probe = new Probe(this.#token, request, context)
    this.#live.set(probe.token % this.slots, probe)
    this.#queue.push(probe)
    return probe
  }

  /** Without a cookie, a late answer to the key's last user can't be told from this one's: leave the key alone. */
  #taken(slot: number, hasCookie: boolean): boolean {
    return this.#live.has(slot) || (!hasCookie && this.#ended.has(slot))
  }

  live(slot: number): Probe<Context> | undefined {
    return this.#live.get(slot)
  }

  ended(slot: number): Probe<Context> | undefined {
    return this.#ended.get(slot)
  }

  byToken(token: number): Probe<Context> | undefined {
    const probe = this.#live.get(token % this.slots)
    return probe?.token === token ? probe : undefined
  }

  /** The next queued probe, still in the queue; skips those that ended while they waited. */
  peek(): Probe<Context> | undefined {
    for (;;) {
      const probe = this.#queue[this.#queueHead]
      if (probe === undefined) {
        this.#queue.length = 0
        this.#queueHead = 0
        return undefined
      }
      if (probe.state === 'queued') return probe
      this.shift()
    }
  }

  shift(): void {
    this.#queue[this.#queueHead++] = undefined as never
    if (this.#queueHead > 512 && this.#queueHead * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#queueHead)
      this.#queueHead = 0
    }
  }

  /** Puts probes that were handed over but not taken back to the front, in their order. */
  unshift(probes: Probe<Context>[]): void {
    for (const probe of probes) {
      probe.state = 'queued'
      this.deadlines.remove(probe)
    }
    this.#queue.splice(0, this.#queueHead, ...probes)
    this.#queueHead = 0
  }

  /** A probe's ending. A second call for the same probe does nothing. */
  end(probe: Probe<Context>, ending: Ending): void {
    if (probe.state === 'ended') return
    if (probe.state === 'handed') this.deadlines.remove(probe)
    probe.state = 'ended'
    probe.answered = ending.status === 'reply'
    const { token, request, context } = probe
    const slot = token % this.slots
    this.#live.delete(slot)
    const memory = probe.answered ? this.#answered : this.#unanswered
    memory.add(probe)
    this.#ended.set(slot, probe)
    this.#events.push({ type: 'ended', token, request, context, ending })
  }

  /** Forgets the ended probes. */
  forget(): void {
    this.#answered.clear()
    this.#unanswered.clear()
  }

  stray(event: StrayEvent<Context> | RedirectEvent<Context> | ForeignEvent): void {
    if (this.#strays >= STRAYS) this.overflow++
    else {
      this.#strays++
      this.#events.push(event)
    }
  }

  pollEvent(): SessionEvent<Context> | undefined {
    const event = this.#events[this.#eventHead]
    if (event === undefined) {
      this.#events.length = 0
      this.#eventHead = 0
      return undefined
    }
    this.#events[this.#eventHead++] = undefined as never
    if (event.type !== 'ended') this.#strays--
    return event
  }

  *pendingProbes(): Iterable<Probe<Context>> {
    yield* [...this.#live.values()]
  }
}
