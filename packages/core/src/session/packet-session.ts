import type { Received, Report, SendFailure, Stamp, Transmit } from '../transport/contract.js'
import type { Address } from '../wire/address.js'
import { internetChecksumValid } from '../wire/checksum.js'
import { ECHO_REPLY, ECHO_REQUEST } from '../wire/icmpv4/echo.js'
import { COOKIE_LENGTH } from './cookie.js'
import { ErrorReader } from './error-reader.js'
import type { SessionEvent } from './event.js'
import type { Ledger } from './ledger.js'
import { ECHO_HEADER } from './match-reply.js'
import type { SessionOptions } from './options.js'
import type { Pacing } from './pacing.js'
import { PacketBooks } from './packet-books.js'
import type { ProbeRequest } from './probe.js'
import { HANDED, NONE, type ProbeTable, QUEUED } from './probe-table.js'
import { ReplyReader } from './reply-reader.js'
import { RequestWriter } from './request-writer.js'
import { receivedAt } from './round-trip.js'
import type { PacketSession } from './session.js'
import { Strays } from './strays.js'

/** A session over a socket that hands over packets, and error reports. */
export class EchoPacketSession<Context> implements PacketSession<Context> {
  readonly #options: SessionOptions
  readonly #books: PacketBooks<Context>
  readonly #ledger: Ledger<Context>
  readonly #probes: ProbeTable<Context>
  readonly #pacing: Pacing
  readonly #writer: RequestWriter
  readonly #strays: Strays<Context>
  readonly #replies: ReplyReader<Context>
  readonly #errors: ErrorReader<Context>
  readonly #byToken = (token: number): number => this.#ledger.byToken(token)
  /** Something is queued and waits for room in the receive buffer. */
  #held = false
  #readUpTo = Number.NEGATIVE_INFINITY
  /** Wall clock minus monotonic clock, as the last stamp had it. */
  #offset = Number.NaN

  constructor(options: SessionOptions) {
    this.#options = options
    this.#books = new PacketBooks(options)
    this.#ledger = this.#books.ledger
    this.#probes = this.#books.probes
    this.#pacing = this.#books.pacing
    this.#writer = new RequestWriter(options, this.#probes, this.#books.jar)
    this.#strays = new Strays(this.#books)
    this.#replies = new ReplyReader(this.#books, this.#strays)
    this.#errors = new ErrorReader(this.#books, this.#strays)
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

  get nextRested(): number {
    return this.#ledger.nextRested
  }

  tick(now: number): void {
    this.#ledger.tick(now)
  }

  submit(request: ProbeRequest, context: Context, to: Address = request.to): number {
    return this.#ledger.open(request, context, request.data.length >= COOKIE_LENGTH, to)
  }

  cancel(token: number): boolean {
    const row = this.#ledger.byToken(token)
    if (row === NONE) return false
    const wasQueued = this.#probes.state[row] === QUEUED
    this.#books.cancel(row)
    return wasQueued
  }

  cancelAll(): void {
    for (const token of this.#ledger.pendingTokens()) this.cancel(token)
  }

  forget(): void {
    this.#ledger.forget()
  }

  pollTransmit(now: number, spare?: Transmit): Transmit | undefined {
    this.#ledger.tick(now)
    const probes = this.#probes
    const row = this.#ledger.peek()
    this.#pacing.release(this.#readUpTo, this.#byToken)
    this.#held = row !== NONE && !this.#pacing.admits(probes.request(row).data.length)
    if (row === NONE || this.#held) return undefined
    this.#ledger.shift()
    probes.state[row] = HANDED
    probes.handedAt[row] = now
    probes.offsetAtSend[row] = this.#offset
    this.#ledger.deadlines.add(row)
    this.#pacing.spend(row)
    return this.#writer.write(row, this.#ledger.slotOf(row), spare)
  }

  handleUnsent(rest: readonly Transmit[]): void {
    const rows: number[] = []
    for (const { token } of rest) {
      const row = this.#ledger.byToken(token)
      if (row === NONE) continue
      rows.push(row)
      this.#pacing.refund(row)
    }
    this.#ledger.unshift(rows)
  }

  handleSent(token: number, at: Stamp): void {
    if (at.offset !== undefined) this.#offset = at.offset
    const row = this.#ledger.byToken(token)
    if (row === NONE || at.kernel === undefined) return
    this.#probes.sentKernel[row] = at.kernel
    this.#probes.sentOffset[row] = at.offset ?? Number.NaN
  }

  handleSendFailed(token: number, failure: SendFailure): void {
    const row = this.#ledger.byToken(token)
    if (row === NONE) return
    const tooBig = failure.code === 'EMSGSIZE' && failure.mtu !== undefined
    this.#books.end(
      row,
      tooBig
        ? { status: 'packet-too-big', origin: 'local', mtu: failure.mtu! }
        : { status: 'send-error', error: failure },
    )
  }

  handlePacket(icmp: Uint8Array, meta: Received): void {
    if (meta.at.offset !== undefined) this.#offset = meta.at.offset
    this.#readUpTo = Math.max(this.#readUpTo, receivedAt(meta.at, Number.NEGATIVE_INFINITY))
    const { family, capabilities } = this.#options
    if (icmp.length < ECHO_HEADER) return this.#strays.foreign(icmp, meta)
    const isReply = icmp[0] === ECHO_REPLY[family]
    const cut = meta.length > icmp.length
    const bad = capabilities.checksum.receive === 'caller' && family === 4 && !cut && !internetChecksumValid(icmp)
    if (isReply) this.#replies.read(icmp, meta, bad)
    else if (icmp[0] !== ECHO_REQUEST[family]) this.#errors.packet(icmp, meta, bad)
    // An echo request is somebody's to answer, never an answer: on loopback a raw socket sees its own.
  }

  handleReport(report: Report): void {
    if (report.at.offset !== undefined) this.#offset = report.at.offset
    this.#errors.report(report)
  }

  pollEvent(): SessionEvent<Context> | undefined {
    return this.#ledger.pollEvent()
  }

  nextDeadline(): number | undefined {
    const next = this.#ledger.deadlines.next()
    const release = this.#held ? this.#pacing.nextRelease() : undefined
    return release === undefined ? next : Math.min(next ?? release, release)
  }

  /** Packets come in the order of their arrival: all that came before this moment has been read. */
  get readUpTo(): number {
    return this.#readUpTo
  }

  handleDrained(at: number): void {
    this.#ledger.tick(at)
    this.#readUpTo = Math.max(this.#readUpTo, at)
  }

  handleTimeout(now: number): void {
    this.#ledger.tick(now)
    const { deadlines } = this.#ledger
    for (let row = deadlines.due(now); row !== NONE; row = deadlines.due(now)) this.#books.ranOut(row)
  }
}
