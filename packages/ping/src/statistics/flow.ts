import type { BesideEvent, Client, Ending } from '@icmp/core'
import { LossBursts } from './loss-bursts.js'
import { Reordering } from './reordering.js'
import type { Totals } from './totals.js'

/** Numbers of echo replies: what else comes late is an error. */
const REPLIES: readonly number[] = [0, 129]

/** Who is told that a flow has its client, and that it is over. */
export interface FlowOwner {
  attached(client: Client): void
  /** @param sent whether it sent anything: else its client may have opened no socket */
  over(client: Client | undefined, sent: boolean): void
}

/** What one sweep tells: its requests have no order. */
export class Flow {
  protected readonly totals: Totals
  readonly #owner: FlowOwner
  #client: Client | undefined
  #pending = 0
  #sent = false
  #over = false

  constructor(totals: Totals, owner: FlowOwner) {
    this.totals = totals
    this.#owner = owner
  }

  /** Its requests are about to be sent by this client. */
  attach(client: Client): void {
    if (this.#over || this.#client !== undefined) return
    this.#client = client
    this.#owner.attached(client)
  }

  sent(): void {
    if (this.#over) return
    this.#sent = true
    this.#pending++
    this.totals.pending++
    this.totals.sent++
  }

  ended(ending: Ending, _sequence?: number): void {
    if (this.#over) return
    this.#pending--
    this.totals.ended(ending)
  }

  stray(event: BesideEvent, _sequence?: number): void {
    // The first of many responses is told with the ending.
    if (this.#over || event.type === 'response') return
    const { totals } = this
    if (event.type === 'redirect') totals.redirects++
    else if (event.type === 'duplicate') totals.duplicates++
    else if (event.type === 'corrupted') totals.corrupted++
    else if (event.timedOut && REPLIES.includes(event.icmpType)) {
      totals.lost--
      totals.late++
    } else totals.stray++
  }

  /** What has not ended was given up. Idempotent. */
  end(): void {
    if (this.#over) return
    this.#over = true
    this.totals.pending -= this.#pending
    this.totals.cancelled += this.#pending
    this.#pending = 0
    this.#owner.over(this.#client, this.#sent)
    this.#client = undefined
  }
}

/** What one stream tells: its requests are numbered from 1 on. */
export class OrderedFlow extends Flow {
  readonly #reordering: Reordering
  readonly #bursts: LossBursts
  #lastRtt: number | undefined
  #jitter = 0

  constructor(totals: Totals, owner: FlowOwner) {
    super(totals, owner)
    this.#reordering = new Reordering(totals.reordered)
    this.#bursts = new LossBursts(totals.bursts)
  }

  sentInTurn(lag: number): void {
    this.sent()
    this.#bursts.sent()
    this.totals.lag(lag)
  }

  override ended(ending: Ending, sequence: number): void {
    super.ended(ending)
    this.#bursts.decided(sequence, ending.status === 'timeout')
    if (ending.status !== 'reply') return
    this.#reordering.arrived(sequence)
    this.#transit(ending.rtt)
  }

  override stray(event: BesideEvent, sequence: number): void {
    super.stray(event)
    if (event.type === 'late' && REPLIES.includes(event.icmpType)) this.#reordering.arrived(sequence)
  }

  /** RFC 3550 §6.4.1, with the round trip as the transit time. */
  #transit(rtt: number): void {
    if (this.#lastRtt !== undefined) this.#jitter += (Math.abs(rtt - this.#lastRtt) - this.#jitter) / 16
    this.#lastRtt = rtt
    this.totals.jitter = this.#jitter
  }
}
