import type { Received, Report, SendFailure, Stamp, Transmit } from '../transport/contract.js'
import { ofPacket } from '../transport/dont-fragment.js'
import { type Address, isMulticast, sameAddress } from '../wire/address.js'
import { readU16 } from '../wire/bytes.js'
import { internetChecksumValid } from '../wire/checksum.js'
import { decodeIcmp } from '../wire/icmp.js'
import { ECHO_REPLY, ECHO_REQUEST, writeEchoRequest } from '../wire/icmpv4/echo.js'
import type { IcmpMessage } from '../wire/message.js'
import { findQuotedEcho, readQuotedIcmp } from '../wire/quoted.js'
import { COOKIE_LENGTH, CookieJar } from './cookie.js'
import type { Ending, Responder } from './ending.js'
import type { SessionEvent } from './event.js'
import { Ledger } from './ledger.js'
import { type Quote, quotesProbe } from './match-error.js'
import { ECHO_HEADER, matchReply, type Ours } from './match-reply.js'
import { endingOf } from './network-error.js'
import type { SessionOptions } from './options.js'
import { Pacing } from './pacing.js'
import type { ProbeRequest } from './probe.js'
import { ENDED, HANDED, NONE, type ProbeTable, QUEUED } from './probe-table.js'
import { gatewayOf, reportedGateway } from './redirect.js'
import { Responders } from './responders.js'
import { answeredAt, receivedAt, roundTrip } from './round-trip.js'
import type { PacketSession } from './session.js'

/** A session over a socket that hands over packets, and error reports. */
export class EchoPacketSession<Context> implements PacketSession<Context> {
  readonly #options: SessionOptions
  readonly #ledger: Ledger<Context>
  readonly #probes: ProbeTable<Context>
  readonly #pacing: Pacing
  readonly #jar: CookieJar
  readonly #responders = new Responders()
  readonly #byToken = (token: number): number => this.#ledger.byToken(token)
  /** Something is queued and waits for room in the receive buffer. */
  #held = false
  #readUpTo = Number.NEGATIVE_INFINITY
  #scratch = new Uint8Array(0)
  /** Wall clock minus monotonic clock, as the last stamp had it. */
  #offset = Number.NaN
  #deliveredTo: Address | undefined

  constructor(options: SessionOptions) {
    this.#options = options
    this.#ledger = new Ledger(options.identifiers.count * 0x1_0000, options.family)
    this.#probes = this.#ledger.probes
    this.#pacing = new Pacing(options.capabilities.receiveSlots, this.#probes)
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
    this.#responders.take(token)
    this.#end(row, { status: 'cancelled' })
    return wasQueued
  }

  cancelAll(): void {
    for (const token of this.#ledger.pendingTokens()) this.cancel(token)
  }

  forget(): void {
    this.#ledger.forget()
  }

  #end(row: number, ending: Ending, to?: Address): void {
    this.#pacing.refund(row)
    this.#ledger.end(row, ending, to)
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
    const { data, hopLimit, trafficClass, source, interface: index } = probes.request(row)
    const dontFragment = ofPacket(probes.request(row).dontFragment)
    const length = ECHO_HEADER + data.length
    const icmp = spare?.icmp.length === length ? spare.icmp : new Uint8Array(length)
    this.#encode(row, icmp)
    const token = probes.token[row]!
    if (spare === undefined) {
      return { token, to: probes.to(row), hopLimit, trafficClass, source, interface: index, dontFragment, icmp }
    }
    spare.token = token
    probes.copyTo(row, spare.to)
    spare.hopLimit = hopLimit
    spare.trafficClass = trafficClass
    spare.source = source
    spare.interface = index
    spare.dontFragment = dontFragment
    spare.icmp = icmp
    return spare
  }

  #encode(row: number, icmp: Uint8Array): void {
    const { family, identifiers } = this.#options
    const { data } = this.#probes.request(row)
    const key = this.#ledger.slotOf(row)
    let payload = data
    if (data.length >= COOKIE_LENGTH) {
      // A scratch array and not a part of `icmp`: `subarray` moves a small array's bytes off V8's heap, for good.
      if (this.#scratch.length !== data.length) this.#scratch = new Uint8Array(data.length)
      payload = this.#scratch
      payload.set(data)
      const { token, words, addressWords } = this.#probes
      this.#jar.write(payload, 0, token[row]!, key, words, this.#probes.wordsAt(row), addressWords)
    }
    // The wire key: which identifier of the block, and the sequence.
    writeEchoRequest(icmp, 0, family, identifiers.first + (key >>> 16), key & 0xffff, payload)
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
    this.#end(
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
    if (icmp.length < ECHO_HEADER) return this.#foreign(icmp, meta)
    const isReply = icmp[0] === ECHO_REPLY[family]
    const cut = meta.length > icmp.length
    const bad = capabilities.checksum.receive === 'caller' && family === 4 && !cut && !internetChecksumValid(icmp)
    if (isReply) this.#echoReply(icmp, meta, bad)
    else if (icmp[0] !== ECHO_REQUEST[family]) this.#errorPacket(icmp, meta, bad)
    // An echo request is somebody's to answer, never an answer: on loopback a raw socket sees its own.
  }

  #echoReply(icmp: Uint8Array, meta: Received, badChecksum: boolean): void {
    const slot = this.#slotOf(readU16(icmp, 4), readU16(icmp, 6))
    if (this.#isReplyTo(this.#inFlight(slot), slot, icmp, meta, badChecksum)) return
    if (this.#isReplyTo(this.#ledger.ended(slot), slot, icmp, meta, badChecksum)) return
    this.#foreign(icmp, meta)
  }

  /** Whether the reply is that probe's, which it then was told to. */
  #isReplyTo(row: number, slot: number, icmp: Uint8Array, meta: Received, badChecksum: boolean): boolean {
    if (row === NONE) return false
    const verdict = matchReply(this.#probes, row, slot, icmp, meta.from, this.#jar)
    if (verdict.is === 'foreign') return false
    if (badChecksum || verdict.is === 'corrupted') this.#stray('corrupted', row, icmp, meta)
    else if (this.#probes.state[row] !== ENDED && !this.#expired(row, meta.at)) this.#reply(row, verdict, icmp, meta)
    else {
      const type = this.#probes.answered[row] === 1 ? 'duplicate' : 'late'
      this.#probes.answered[row] = 1
      this.#stray(type, row, icmp, meta)
    }
    return true
  }

  /** Who a wire key may belong to: the probe in flight, or (see `ended`) the one before it that is still remembered. */
  #inFlight(slot: number): number {
    const row = this.#ledger.live(slot)
    return row !== NONE && this.#probes.state[row] === HANDED ? row : NONE
  }

  #reply(row: number, verdict: Ours, icmp: Uint8Array, meta: Received): void {
    const { rtt, rttSource } = roundTrip(this.#probes, row, meta.at)
    this.#pacing.answered(rtt)
    const to = this.#probes.to(row)
    const { anySource, responders } = this.#probes.request(row)
    if (responders !== undefined) return this.#response(row, verdict, icmp, meta, responders)
    const ending: Ending = {
      status: 'reply',
      from: anySource ? detached(meta.from) : to,
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
    this.#end(row, ending, to)
  }

  /** One of those who may answer. A second answer of one is a duplicate, and the last one that is asked for ends the probe. */
  #response(row: number, verdict: Ours, icmp: Uint8Array, meta: Received, most: number): void {
    const token = this.#probes.token[row]!
    const response: Responder = {
      from: detached(meta.from),
      to: meta.to && this.#own(meta.to),
      ...roundTrip(this.#probes, row, meta.at),
      hopLimit: meta.hopLimit,
      code: icmp[1]!,
      bytes: meta.length,
      matchedBy: verdict.matchedBy,
      data: verdict.data,
    }
    if (!this.#responders.add(token, response)) return this.#stray('duplicate', row, icmp, meta)
    const to = this.#probes.to(row)
    this.#ledger.response({ type: 'response', token, to, context: this.#probes.context(row), response })
    if (this.#responders.count(token) >= most) this.#ranOut(row)
  }

  /** Its time is over, or nobody else may answer. */
  #ranOut(row: number): void {
    const many = this.#probes.request(row).responders !== undefined
    const reply = many ? this.#responders.take(this.#probes.token[row]!) : undefined
    this.#end(row, reply ?? { status: 'timeout' })
  }

  /** Replies come to few addresses: the last one is kept for the next. */
  #own(to: Address): Address {
    if (this.#deliveredTo === undefined || !sameAddress(this.#deliveredTo, to)) this.#deliveredTo = detached(to)
    return this.#deliveredTo
  }

  #errorPacket(icmp: Uint8Array, meta: Received, badChecksum: boolean): void {
    const { family } = this.#options
    const decoded = decodeIcmp(family, icmp)
    const message = decoded.ok ? decoded.value.message : undefined
    const quoted = message && findQuotedEcho(message)
    if (message === undefined || quoted === undefined) return this.#foreign(icmp, meta)
    const slot = this.#slotOf(quoted.identifier, quoted.sequence)
    const row = this.#quotedProbe(slot, quoted, meta.to)
    if (row === NONE) return this.#foreign(icmp, meta)
    if (badChecksum) return this.#stray('corrupted', row, icmp, meta)
    if (message.kind === 'redirect') return this.#redirect(row, gatewayOf(message, meta), icmp, meta)
    this.#fail(row, icmp, meta, {
      mtu: nextHopMtu(message),
      pointer: message.kind === 'parameter-problem' ? message.pointer : 0,
    })
  }

  handleReport(report: Report): void {
    if (report.at.offset !== undefined) this.#offset = report.at.offset
    const { family } = this.#options
    // An entry of local origin has no quote; the failing send told the same, and of which packet.
    const quoted = report.origin === 'network' ? readQuotedIcmp(report.quoted) : undefined
    const from = report.from
    if (quoted === undefined || from === undefined || quoted.type !== ECHO_REQUEST[family]) return
    const slot = this.#slotOf(quoted.identifier, quoted.sequence)
    const quote: Quote = { source: undefined, destination: report.to.bytes, payload: quoted.payload }
    const row = this.#quotedProbe(slot, quote, undefined)
    const facts = { from, at: report.at, length: 0 }
    const header = Uint8Array.of(report.type, report.code)
    if (row === NONE) return this.#foreign(header, facts)
    const gateway = reportedGateway(report)
    if (gateway !== undefined) return this.#redirect(row, gateway, header, facts)
    this.#fail(row, header, facts, { mtu: report.info, pointer: report.info })
  }

  #quotedProbe(slot: number, quote: Quote, to: Address | undefined): number {
    const deliveredTo = to !== undefined && isMulticast(to) ? undefined : to
    const rows = [this.#inFlight(slot), this.#ledger.ended(slot)]
    const isQuoted = (row: number): boolean =>
      row !== NONE && quotesProbe(this.#probes, row, slot, quote, deliveredTo, this.#jar)
    return rows.find(isQuoted) ?? NONE
  }

  #fail(row: number, icmp: Uint8Array, meta: Received, detail: { mtu: number; pointer: number }): void {
    const ending = endingOf(this.#options.family, {
      from: detached(meta.from),
      type: icmp[0]!,
      code: icmp[1]!,
      ...detail,
      ...roundTrip(this.#probes, row, meta.at),
    })
    if (ending === undefined) return this.#foreign(icmp, meta)
    if (this.#probes.state[row] === ENDED || this.#expired(row, meta.at)) return this.#stray('late', row, icmp, meta)
    // An error is one host's word where others have answered.
    if (this.#responders.count(this.#probes.token[row]!) > 0) return this.#stray('late', row, icmp, meta)
    this.#end(row, ending)
  }

  /** The deadline counts by the time of arrival, not of reading: what came too late ends the probe as it should have. */
  #expired(row: number, at: Stamp): boolean {
    if (answeredAt(this.#probes, row, at) <= this.#probes.deadline(row)) return false
    this.#ranOut(row)
    return true
  }

  #redirect(
    row: number,
    gateway: Address | undefined,
    icmp: Uint8Array,
    meta: Pick<Received, 'from' | 'length'>,
  ): void {
    if (gateway === undefined) return this.#foreign(icmp, meta)
    this.#ledger.stray({
      type: 'redirect',
      token: this.#probes.token[row]!,
      to: this.#probes.to(row),
      context: this.#probes.context(row),
      from: detached(meta.from),
      gateway,
      bytes: meta.length,
    })
  }

  #stray(
    type: 'duplicate' | 'late' | 'corrupted',
    row: number,
    icmp: Uint8Array,
    meta: Pick<Received, 'from' | 'at' | 'hopLimit' | 'length'>,
  ): void {
    this.#ledger.stray({
      type,
      token: this.#probes.token[row]!,
      to: this.#probes.to(row),
      context: this.#probes.context(row),
      timedOut: this.#probes.timedOut[row] === 1,
      from: detached(meta.from),
      rtt: roundTrip(this.#probes, row, meta.at).rtt,
      hopLimit: meta.hopLimit,
      bytes: meta.length,
      icmpType: icmp[0]!,
      icmpCode: icmp[1]!,
      identifier: icmp[0] === ECHO_REPLY[this.#options.family] ? readU16(icmp, 4) : undefined,
    })
  }

  #foreign(icmp: Uint8Array, meta: Pick<Received, 'from' | 'length'>): void {
    this.#ledger.stray({
      type: 'foreign',
      from: detached(meta.from),
      icmpType: icmp[0] ?? -1,
      icmpCode: icmp[1] ?? -1,
      bytes: meta.length,
    })
  }

  #slotOf(identifier: number, sequence: number): number {
    const index = identifier - this.#options.identifiers.first
    return index < 0 || index >= this.#options.identifiers.count ? -1 : index * 0x1_0000 + sequence
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
    for (let row = deadlines.due(now); row !== NONE; row = deadlines.due(now)) this.#ranOut(row)
  }
}

function nextHopMtu(message: IcmpMessage): number {
  if (message.kind === 'packet-too-big') return message.mtu
  return message.kind === 'destination-unreachable' && message.family === 4 ? message.nextHopMtu : 0
}

/** Sinks lend their bytes; what outlives the call is copied. */
function detached(address: Address): Address {
  return { family: address.family, bytes: address.bytes.slice(), scope: address.scope }
}
