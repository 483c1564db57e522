import type { Stamp } from '../transport/contract.js'
import type { Address } from '../wire/address.js'
import { CookieJar } from './cookie.js'
import type { Ending } from './ending.js'
import { Ledger } from './ledger.js'
import type { SessionOptions } from './options.js'
import { Pacing } from './pacing.js'
import { HANDED, NONE, type ProbeTable } from './probe-table.js'
import { Responders } from './responders.js'
import { answeredAt } from './round-trip.js'

/** What those who read packets for a session share: its ledger, and all that has to be settled with a probe's ending. */
export class PacketBooks<Context> {
  readonly options: SessionOptions
  readonly ledger: Ledger<Context>
  readonly probes: ProbeTable<Context>
  readonly pacing: Pacing
  readonly jar: CookieJar
  readonly responders: Responders = new Responders()

  constructor(options: SessionOptions) {
    this.options = options
    this.ledger = new Ledger(options.identifiers.count * 0x1_0000, options.family)
    this.probes = this.ledger.probes
    this.pacing = new Pacing(options.capabilities.receiveSlots, this.probes)
    this.jar = new CookieJar(options.key)
  }

  /** The slot of a probe with that wire key; -1 when no identifier of ours is in it. */
  slotOf(identifier: number, sequence: number): number {
    const { first, count } = this.options.identifiers
    const index = identifier - first
    return index < 0 || index >= count ? -1 : index * 0x1_0000 + sequence
  }

  /** Who a wire key may belong to: the probe in flight, or (see `Ledger.ended`) the one before it that is still remembered. */
  inFlight(slot: number): number {
    const row = this.ledger.live(slot)
    return row !== NONE && this.probes.state[row] === HANDED ? row : NONE
  }

  end(row: number, ending: Ending, to?: Address): void {
    this.pacing.refund(row)
    this.ledger.end(row, ending, to)
  }

  /** Gives up what is known of its responders as well. */
  cancel(row: number): void {
    this.responders.take(this.probes.token[row]!)
    this.end(row, { status: 'cancelled' })
  }

  /** Its time is over, or nobody else may answer. */
  ranOut(row: number): void {
    const many = this.probes.request(row).responders !== undefined
    const reply = many ? this.responders.take(this.probes.token[row]!) : undefined
    this.end(row, reply ?? { status: 'timeout' })
  }

  /** The deadline counts by the time of arrival, not of reading: what came too late ends the probe as it should have. */
  expired(row: number, at: Stamp): boolean {
    if (answeredAt(this.probes, row, at) <= this.probes.deadline(row)) return false
    this.ranOut(row)
    return true
  }
}
