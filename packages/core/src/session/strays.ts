import type { Received } from '../transport/contract.js'
import { type Address, copyOf } from '../wire/address.js'
import { readU16 } from '../wire/bytes.js'
import { ECHO_REPLY } from '../wire/icmpv4/echo.js'
import type { PacketBooks } from './packet-books.js'
import { roundTrip } from './round-trip.js'

/** Tells of what came beside the endings. */
export class Strays<Context> {
  readonly #books: PacketBooks<Context>

  constructor(books: PacketBooks<Context>) {
    this.#books = books
  }

  /** An answer that counts for nothing any more, or can't be trusted. */
  answer(
    type: 'duplicate' | 'late' | 'corrupted',
    row: number,
    icmp: Uint8Array,
    meta: Pick<Received, 'from' | 'at' | 'hopLimit' | 'length'>,
  ): void {
    const { ledger, probes, options } = this.#books
    ledger.stray({
      type,
      token: probes.token[row]!,
      to: probes.to(row),
      context: probes.context(row),
      timedOut: probes.timedOut[row] === 1,
      from: copyOf(meta.from),
      rtt: roundTrip(probes, row, meta.at).rtt,
      hopLimit: meta.hopLimit,
      bytes: meta.length,
      icmpType: icmp[0]!,
      icmpCode: icmp[1]!,
      identifier: icmp[0] === ECHO_REPLY[options.family] ? readU16(icmp, 4) : undefined,
    })
  }

  /** @param gateway undefined where its sender can't be one to say so */
  redirect(row: number, gateway: Address | undefined, icmp: Uint8Array, meta: Pick<Received, 'from' | 'length'>): void {
    if (gateway === undefined) return this.foreign(icmp, meta)
    const { ledger, probes } = this.#books
    ledger.stray({
      type: 'redirect',
      token: probes.token[row]!,
      to: probes.to(row),
      context: probes.context(row),
      from: copyOf(meta.from),
      gateway,
      bytes: meta.length,
    })
  }

  /** Nobody's here, or without meaning. */
  foreign(icmp: Uint8Array, meta: Pick<Received, 'from' | 'length'>): void {
    this.#books.ledger.stray({
      type: 'foreign',
      from: copyOf(meta.from),
      icmpType: icmp[0] ?? -1,
      icmpCode: icmp[1] ?? -1,
      bytes: meta.length,
    })
  }
}
