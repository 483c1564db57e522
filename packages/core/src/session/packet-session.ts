import type { Received, Report, SendFailure, Stamp, Transmit } from '../transport/contract.js'
import { type Address, isMulticast, sameAddress } from '../wire/address.js'
import { readU16 } from '../wire/bytes.js'
import { internetChecksumValid } from '../wire/checksum.js'
import { decodeIcmp } from '../wire/icmp.js'
import { ECHO_REPLY, ECHO_REQUEST, writeEchoRequest } from '../wire/icmpv4/echo.js'
import type { IcmpMessage } from '../wire/message.js'
import { findQuotedEcho, readQuotedIcmp } from '../wire/quoted.js'
import { COOKIE_LENGTH, CookieJar } from './cookie.js'
import type { Ending } from './ending.js'
import type { SessionEvent } from './event.js'
import { Ledger } from './ledger.js'
import { type Quote, quotesProbe } from './match-error.js'
import { ECHO_HEADER, matchReply, type Ours } from './match-reply.js'
import { endingOf } from './network-error.js'
import type { SessionOptions } from './options.js'
import { Pacing } from './pacing.js'
import type { Probe, ProbeRequest } from './probe.js'
import { receivedAt, roundTrip } from './round-trip.js'
import type { PacketSession } from './session.js'

/** A session over a socket that hands over packets, and error reports. */
export class EchoPacketSession<Context> implements PacketSession<Context> {
  readonly #options: SessionOptions
  readonly #ledger: Ledger<Context>
  readonly #pacing: Pacing
  readonly #jar: CookieJar
  readonly #byToken = (token: number): Probe<Context> | undefined => this.#ledger.byToken(token)
  /** Something is queued and waits for room in the receive buffer. */
  #held = false
  #readUpTo = Number.NEGATIVE_INFINITY
  #scratch = new Uint8Array(0)
  /** Wall clock minus monotonic clock, as the last stamp had it. */
  #offset = Number.NaN
  #deliveredTo: Address | undefined

  constructor(options: SessionOptions) {
    this.#options = options
    this.#ledger = new Ledger(options.identifiers.count * 0x1_0000)
    this.#pacing = new Pacing(options.capabilities.receiveSlots)
    this.#jar = new CookieJar(options.key)
  }

  get pending(): number {
    return this.#ledger.pending
  }

  get full(): boolean {
    return this.#ledger.full
  }

  submit(request: ProbeRequest, context: Context): number {
    return this.#ledger.open(request, context, request.data.length >= COOKIE_LENGTH).token
  }

  cancel(token: number): void {
    const probe = this.#ledger.byToken(token)
    if (probe !== undefined) this.#end(probe, { status: 'cancelled' })
  }

  cancelAll(): void {
    for (const probe of this.#ledger.pendingProbes()) this.#end(probe, { status: 'cancelled' })
  }

  forget(): void {
    this.#ledger.forget()
  }

  #end(probe: Probe<Context>, ending: Ending): void {
    this.#pacing.refund(probe)
    this.#ledger.end(probe, ending)
  }

  pollTransmit(now: number): Transmit | undefined {
    const probe = this.#ledger.peek()
    this.#pacing.release(this.#readUpTo, this.#byToken)
    this.#held = probe !== undefined && !this.#pacing.admits(probe.request.data.length)
    if (probe === undefined || this.#held) return undefined
    this.#ledger.shift()
    probe.state = 'handed'
    probe.handedAt = now
    probe.offsetAtSend = this.#offset
    this.#ledger.deadlines.add(probe, now)
    this.#pacing.spend(probe)
    const { to, hopLimit, trafficClass, source, dontFragment, interface: index } = probe.request
    return {
      token: probe.token,
      to,
      hopLimit,
      trafficClass,
      source,
      interface: index,
      dontFragment,
      icmp: this.#encode(probe),
    }
  }

  #encode(probe: Probe<Context>): Uint8Array {
    const { family, identifiers } = this.#options
    const { data, to } = probe.request
    const key = this.#slot(probe)
    const icmp = new Uint8Array(ECHO_HEADER + data.length)
    let payload = data
    if (data.length >= COOKIE_LENGTH) {
      // A scratch array and not a part of `icmp`: `subarray` moves a small array's bytes off V8's heap, for good.
      if (this.#scratch.length !== data.length) this.#scratch = new Uint8Array(data.length)
      payload = this.#scratch
      payload.set(data)
      this.#jar.write(payload, 0, probe.token, key, to)
    }
    writeEchoRequest(icmp, 0, family, identifiers.first + (key >>> 16), key & 0xffff, payload)
    return icmp
  }

  /** The wire key: which identifier of the block, and the sequence. */
  #slot(probe: Probe<Context>): number {
    return probe.token % this.#ledger.slots
  }

  handleUnsent(rest: readonly Transmit[]): void {
    const probes: Probe<Context>[] = []
    for (const { token } of rest) {
      const probe = this.#ledger.byToken(token)
      if (probe === undefined) continue
      probes.push(probe)
      this.#pacing.refund(probe)
    }
    this.#ledger.unshift(probes)
  }

  handleSent(token: number, at: Stamp): void {
    if (at.offset !== undefined) this.#offset = at.offset
    const probe = this.#ledger.byToken(token)
    if (probe === undefined || at.kernel === undefined) return
    probe.sentKernel = at.kernel
    probe.sentOffset = at.offset ?? Number.NaN
  }

  handleSendFailed(token: number, failure: SendFailure): void {
    const probe = this.#ledger.byToken(token)
    if (probe === undefined) return
    const tooBig = failure.code === 'EMSGSIZE' && failure.mtu !== undefined
    this.#end(
      probe,
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
  #isReplyTo(
    probe: Probe<Context> | undefined,
    slot: number,
    icmp: Uint8Array,
    meta: Received,
    badChecksum: boolean,
  ): boolean {
    const verdict = probe && matchReply(probe, slot, icmp, meta.from, this.#jar)
    if (probe === undefined || verdict === undefined || verdict.is === 'foreign') return false
    if (badChecksum || verdict.is === 'corrupted') this.#stray('corrupted', probe, icmp, meta)
    else if (probe.state !== 'ended' && !this.#expired(probe, meta.at)) this.#reply(probe, verdict, icmp, meta)
    else {
      const type = probe.answered ? 'duplicate' : 'late'
      probe.answered = true
      this.#stray(type, probe, icmp, meta)
    }
    return true
  }

  /** Who a wire key may belong to: the probe in flight, or (see `ended`) the one before it that is still remembered. */
  #inFlight(slot: number): Probe<Context> | undefined {
    const live = this.#ledger.live(slot)
    return live?.state === 'handed' ? live : undefined
  }

  #reply(probe: Probe<Context>, verdict: Ours, icmp: Uint8Array, meta: Received): void {
    const { rtt, rttSource } = roundTrip(probe, meta.at)
    this.#pacing.answered(rtt)
    this.#end(probe, {
      status: 'reply',
      from: probe.request.anySource ? detached(meta.from) : probe.request.to,
      to: meta.to && this.#own(meta.to),
      rtt,
      rttSource,
      hopLimit: meta.hopLimit,
      code: icmp[1]!,
      bytes: meta.length,
      matchedBy: verdict.matchedBy,
      data: verdict.data,
    })
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
    const probe = this.#quotedProbe(slot, quoted, meta.to)
    if (probe === undefined) return this.#foreign(icmp, meta)
    if (badChecksum) return this.#stray('corrupted', probe, icmp, meta)
    if (message.kind === 'redirect') return this.#redirect(probe, message, icmp, meta)
    this.#fail(probe, icmp, meta, {
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
    const probe = this.#quotedProbe(slot, quote, undefined)
    const facts = { from, at: report.at, length: 0 }
    const header = Uint8Array.of(report.type, report.code)
    if (probe === undefined) return this.#foreign(header, facts)
    this.#fail(probe, header, facts, { mtu: report.info, pointer: report.info })
  }

  #quotedProbe(slot: number, quote: Quote, to: Address | undefined): Probe<Context> | undefined {
    const deliveredTo = to !== undefined && isMulticast(to) ? undefined : to
    return [this.#inFlight(slot), this.#ledger.ended(slot)].find(
      (probe) => probe !== undefined && quotesProbe(probe, slot, quote, deliveredTo, this.#jar),
    )
  }

  #fail(probe: Probe<Context>, icmp: Uint8Array, meta: Received, detail: { mtu: number; pointer: number }): void {
    const ending = endingOf(this.#options.family, {
      from: detached(meta.from),
      type: icmp[0]!,
      code: icmp[1]!,
      ...detail,
      ...roundTrip(probe, meta.at),
    })
    if (ending === undefined) return this.#foreign(icmp, meta)
    if (probe.state === 'ended' || this.#expired(probe, meta.at)) return this.#stray('late', probe, icmp, meta)
    this.#end(probe, ending)
  }

  /** The deadline counts by the time of arrival, not of reading: what came too late ends the probe as it should have. */
  #expired(probe: Probe<Context>, at: Stamp): boolean {
    if (receivedAt(at, probe.handedAt) <= probe.deadline) return false
    this.#end(probe, { status: 'timeout' })
    return true
  }

  #redirect(probe: Probe<Context>, message: IcmpMessage, icmp: Uint8Array, meta: Received): void {
    if (message.kind !== 'redirect') return
    const { token, request, context } = probe
    const bytes = message.family === 4 ? message.gateway : message.target
    const gateway: Address = { family: message.family, bytes: bytes.slice(), scope: meta.from.scope }
    this.#ledger.stray({
      type: 'redirect',
      token,
      request,
      context,
      from: detached(meta.from),
      gateway,
      bytes: icmp.length,
    })
  }

  #stray(
    type: 'duplicate' | 'late' | 'corrupted',
    probe: Probe<Context>,
    icmp: Uint8Array,
    meta: Pick<Received, 'from' | 'at' | 'hopLimit' | 'length'>,
  ): void {
    const { token, request, context } = probe
    this.#ledger.stray({
      type,
      token,
      request,
      context,
      from: detached(meta.from),
      rtt: roundTrip(probe, meta.at).rtt,
      hopLimit: meta.hopLimit,
      bytes: meta.length,
      icmpType: icmp[0]!,
      icmpCode: icmp[1]!,
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
    this.#readUpTo = Math.max(this.#readUpTo, at)
  }

  handleTimeout(now: number): void {
    for (let probe = this.#ledger.deadlines.due(now); probe; probe = this.#ledger.deadlines.due(now)) {
      this.#end(probe, { status: 'timeout' })
    }
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
