import type { Received } from '../transport/contract.js'
import { type Address, copyOf, sameAddress } from '../wire/address.js'
import { readU16 } from '../wire/bytes.js'
import type { Ending, Responder } from './ending.js'
import { matchReply, type Ours } from './match-reply.js'
import type { PacketBooks } from './packet-books.js'
import { ENDED, NONE } from './probe-table.js'
import { roundTrip } from './round-trip.js'
import type { Strays } from './strays.js'

/** Reads echo replies: whose each one is, and what it means for that probe. */
export class ReplyReader<Context> {
  readonly #books: PacketBooks<Context>
  readonly #strays: Strays<Context>
  #deliveredTo: Address | undefined

  constructor(books: PacketBooks<Context>, strays: Strays<Context>) {
    this.#books = books
    this.#strays = strays
  }

  /** @param icmp 8 bytes at least */
  read(icmp: Uint8Array, meta: Received, badChecksum: boolean): void {
    const books = this.#books
    const slot = books.slotOf(readU16(icmp, 4), readU16(icmp, 6))
    if (this.#isReplyTo(books.inFlight(slot), slot, icmp, meta, badChecksum)) return
    if (this.#isReplyTo(books.ledger.ended(slot), slot, icmp, meta, badChecksum)) return
    this.#strays.foreign(icmp, meta)
  }

  /** Whether the reply is that probe's, which it then was told to. */
  #isReplyTo(row: number, slot: number, icmp: Uint8Array, meta: Received, badChecksum: boolean): boolean {
    if (row === NONE) return false
    const { probes, jar } = this.#books
    const verdict = matchReply(probes, row, slot, icmp, meta.from, jar)
    if (verdict.is === 'foreign') return false
    if (badChecksum || verdict.is === 'corrupted') this.#strays.answer('corrupted', row, icmp, meta)
    else if (probes.state[row] !== ENDED && !this.#books.expired(row, meta.at)) this.#reply(row, verdict, icmp, meta)
    else {
      const type = probes.answered[row] === 1 ? 'duplicate' : 'late'
      probes.answered[row] = 1
      this.#strays.answer(type, row, icmp, meta)
    }
    return true
  }

  #reply(row: number, verdict: Ours, icmp: Uint8Array, meta: Received): void {
    const { probes, pacing } = this.#books
    const { rtt, rttSource } = roundTrip(probes, row, meta.at)
    pacing.answered(rtt)
    const { anySource, responders } = probes.request(row)
    if (responders !== undefined) return this.#response(row, verdict, icmp, meta, responders)
    const to = probes.to(row)
    const ending: Ending = {
      status: 'reply',
      from: anySource ? copyOf(meta.from) : to,
      to: meta.to && this.#own(meta.to),
      rtt,
      rttSource,
      hopLimit: meta.hopLimit,
      identifier: readU16(icmp, 4),
      code: icmp[1]!,
      bytes: meta.length,
      matchedBy: verdict.matchedBy,
      data: verdict.data,
    }
    this.#books.end(row, ending, to)
  }

  /** One of those who may answer. A second answer of one is a duplicate, and the last one that is asked for ends the probe. */
  #response(row: number, verdict: Ours, icmp: Uint8Array, meta: Received, most: number): void {
    const { ledger, probes, responders } = this.#books
    const token = probes.token[row]!
    const response: Responder = {
      from: copyOf(meta.from),
      to: meta.to && this.#own(meta.to),
      ...roundTrip(probes, row, meta.at),
      hopLimit: meta.hopLimit,
      identifier: readU16(icmp, 4),
      code: icmp[1]!,
      bytes: meta.length,
      matchedBy: verdict.matchedBy,
      data: verdict.data,
    }
    if (!responders.add(token, response)) return this.#strays.answer('duplicate', row, icmp, meta)
    ledger.response({ type: 'response', token, to: probes.to(row), context: probes.context(row), response })
    if (responders.count(token) >= most) this.#books.ranOut(row)
  }

  /** Replies come to few addresses: the last one is kept for the next. */
  #own(to: Address): Address {
    if (this.#deliveredTo === undefined || !sameAddress(this.#deliveredTo, to)) this.#deliveredTo = copyOf(to)
    return this.#deliveredTo
  }
}
