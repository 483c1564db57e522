import type { Received, Report } from '../transport/contract.js'
import { type Address, copyOf, isMulticast } from '../wire/address.js'
import { decodeIcmp } from '../wire/icmp.js'
import { ECHO_REQUEST } from '../wire/icmpv4/echo.js'
import type { IcmpMessage } from '../wire/message.js'
import { findQuotedEcho, readQuotedIcmp } from '../wire/quoted.js'
import { type Quote, quotesProbe } from './match-error.js'
import { endingOf } from './network-error.js'
import type { PacketBooks } from './packet-books.js'
import { ENDED, NONE } from './probe-table.js'
import { gatewayOf, reportedGateway } from './redirect.js'
import { roundTrip } from './round-trip.js'
import type { Strays } from './strays.js'

/** Reads ICMP errors, as packets and as an error queue's reports: whose request each one quotes, and whether it ends it. */
export class ErrorReader<Context> {
  readonly #books: PacketBooks<Context>
  readonly #strays: Strays<Context>

  constructor(books: PacketBooks<Context>, strays: Strays<Context>) {
    this.#books = books
    this.#strays = strays
  }

  packet(icmp: Uint8Array, meta: Received, badChecksum: boolean): void {
    const decoded = decodeIcmp(this.#books.options.family, icmp)
    const message = decoded.ok ? decoded.value.message : undefined
    const quoted = message && findQuotedEcho(message)
    if (message === undefined || quoted === undefined) return this.#strays.foreign(icmp, meta)
    const slot = this.#books.slotOf(quoted.identifier, quoted.sequence)
    const row = this.#quotedProbe(slot, quoted, meta.to)
    if (row === NONE) return this.#strays.foreign(icmp, meta)
    if (badChecksum) return this.#strays.answer('corrupted', row, icmp, meta)
    if (message.kind === 'redirect') return this.#strays.redirect(row, gatewayOf(message, meta), icmp, meta)
    this.#fail(row, icmp, meta, {
      mtu: nextHopMtu(message),
      pointer: message.kind === 'parameter-problem' ? message.pointer : 0,
    })
  }

  report(report: Report): void {
    const { options } = this.#books
    // An entry of local origin has no quote; the failing send told the same, and of which packet.
    const quoted = report.origin === 'network' ? readQuotedIcmp(report.quoted) : undefined
    const from = report.from
    if (quoted === undefined || from === undefined || quoted.type !== ECHO_REQUEST[options.family]) return
    const slot = this.#books.slotOf(quoted.identifier, quoted.sequence)
    const quote: Quote = { source: undefined, destination: report.to.bytes, payload: quoted.payload }
    const row = this.#quotedProbe(slot, quote, undefined)
    const facts = { from, at: report.at, length: 0 }
    const header = Uint8Array.of(report.type, report.code)
    if (row === NONE) return this.#strays.foreign(header, facts)
    const gateway = reportedGateway(report)
    if (gateway !== undefined) return this.#strays.redirect(row, gateway, header, facts)
    this.#fail(row, header, facts, { mtu: report.info, pointer: report.info })
  }

  #quotedProbe(slot: number, quote: Quote, to: Address | undefined): number {
    const { ledger, probes, jar } = this.#books
    const deliveredTo = to !== undefined && isMulticast(to) ? undefined : to
    const rows = [this.#books.inFlight(slot), ledger.ended(slot)]
    const isQuoted = (row: number): boolean => row !== NONE && quotesProbe(probes, row, slot, quote, deliveredTo, jar)
    return rows.find(isQuoted) ?? NONE
  }

  #fail(row: number, icmp: Uint8Array, meta: Received, detail: { mtu: number; pointer: number }): void {
    const { options, ledger, probes, responders } = this.#books
    const ending = endingOf(options.family, {
      from: copyOf(meta.from),
      type: icmp[0]!,
      code: icmp[1]!,
      ...detail,
      ...roundTrip(probes, row, meta.at),
    })
    if (ending === undefined) return this.#strays.foreign(icmp, meta)
    const isLate = probes.state[row] === ENDED || this.#books.expired(row, meta.at)
    // An error is one host's word where others have answered.
    if (isLate || responders.count(probes.token[row]!) > 0) return this.#strays.answer('late', row, icmp, meta)
    // Its key rests from now on, not from when something was read last.
    ledger.tick(meta.at.monotonic)
    this.#books.end(row, ending)
  }
}

function nextHopMtu(message: IcmpMessage): number {
  if (message.kind === 'packet-too-big') return message.mtu
  return message.kind === 'destination-unreachable' && message.family === 4 ? message.nextHopMtu : 0
}
