import {
  type Capabilities,
  type Clock,
  decodeIcmp,
  encodeIcmpInto,
  type Family,
  type PacketSocket,
  type Sink,
  type SocketOptions,
  type Transmit,
} from '@icmp/core'
import { type Datagram, datagramBytes } from './datagram.js'
import type { Network } from './network.js'
import type { PacketModeOptions } from './transport.js'

/** Identifiers of one socket, as on raw sockets. */
const IDENTIFIERS = 16
const DEFAULT_TTL = 64
/** Small replies that a socket of this network holds unread, unless told otherwise. */
const DEFAULT_SLOTS = 256
/** What each of them takes of the receive buffer that a caller asks for. */
const SLOT_BYTES = 832

function capabilitiesOf(family: Family, receiveSlots: number): Capabilities {
  return {
    identifier: 'caller',
    perPacket: ['hopLimit', 'trafficClass', 'source', 'dontFragment'],
    checksum: family === 4 ? { send: 'caller', receive: 'caller' } : { send: 'below', receive: 'below' },
    errors: 'packets',
    sees: ['duplicates', 'foreign', 'replyHopLimit', 'destination'],
    stamps: { sent: 'user', received: 'user' },
    drops: 'mixed',
    maxPayload: family === 4 ? 65_507 : 65_527,
    receiveSlots,
  }
}

/** A socket that sends and receives whole ICMP messages, like a raw one. */
export class MemoryPacketSocket implements PacketSocket {
  readonly mode = 'packet'
  readonly capabilities: Capabilities
  readonly identifiers: { readonly first: number; readonly count: number }
  /** Whether it was last asked to hold the event loop. */
  keepsAlive = false
  readonly #network: Network
  readonly #clock: Clock
  readonly #options: SocketOptions
  readonly #sink: Sink
  readonly #sendRoom: number
  readonly #queue: { packet: Datagram; at: number }[] = []
  /** All packets are lent in this one array: who keeps it sees the next packet in it. */
  #lent = new Uint8Array(2048)
  #sendQueued = 0
  #dropped = 0
  #waking = false
  #closed = false

  constructor(network: Network, clock: Clock, options: SocketOptions, sink: Sink, mode: PacketModeOptions) {
    this.#network = network
    this.#clock = clock
    this.#options = options
    this.#sink = sink
    this.#sendRoom = mode.sendSlots ?? Number.POSITIVE_INFINITY
    const slots = options.receiveBuffer === undefined ? DEFAULT_SLOTS : Math.floor(options.receiveBuffer / SLOT_BYTES)
    this.capabilities = capabilitiesOf(options.family, Math.max(1, slots))
    this.identifiers = { first: mode.firstIdentifier ?? 0, count: IDENTIFIERS }
  }

  send(batch: readonly Transmit[]): number {
    let taken = 0
    for (const transmit of batch) {
      if (this.#closed || this.#sendQueued >= this.#sendRoom) break
      this.#sendQueued++
      taken++
      this.#sink.sent(transmit.token, { monotonic: this.#clock.now() })
      this.#network.send(this.#datagram(transmit), this.#clock, (packet) => this.#arrive(packet))
    }
    if (this.#sendQueued > 0) this.#clock.soon(() => this.#flushed(taken < batch.length))
    return taken
  }

  /** A turn later the send queue has left. */
  #flushed(wanted: boolean): void {
    this.#sendQueued = 0
    if (wanted && !this.#closed) this.#sink.writable()
  }

  #datagram({ to, icmp, hopLimit = DEFAULT_TTL, trafficClass = 0, source, dontFragment }: Transmit): Datagram {
    const from = source ?? this.#network.source(this.#options.family)
    const bytes = icmp.slice()
    if (this.#options.family === 6) sealIcmpv6(bytes, from.bytes, to.bytes)
    return {
      from: { ...from, bytes: from.bytes.slice() },
      to: { ...to, bytes: to.bytes.slice() },
      hopLimit,
      trafficClass,
      dontFragment: (dontFragment ?? this.#options.dontFragment) === true,
      icmp: bytes,
    }
  }

  #arrive(packet: Datagram): void {
    if (this.#closed) return
    if (this.#queue.length >= this.capabilities.receiveSlots) {
      this.#dropped++
      return
    }
    this.#queue.push({ packet, at: this.#clock.now() })
    if (this.#waking) return
    this.#waking = true
    this.#clock.soon(() => this.#wake())
  }

  #wake(): void {
    this.#waking = false
    if (this.#closed) return
    while (this.drain(64) > 0);
    if (!this.#closed) this.#sink.drained()
  }

  drain(max: number): number {
    let handed = 0
    while (handed < max && !this.#closed) {
      const next = this.#queue.shift()
      if (next === undefined) break
      handed++
      this.#hand(next.packet, next.at)
    }
    return handed
  }

  #hand(packet: Datagram, at: number): void {
    const { from, to, hopLimit, icmp } = packet
    const header = from.family === 4 ? datagramBytes(packet).subarray(0, 20) : undefined
    if (this.#lent.length < icmp.length) this.#lent = new Uint8Array(icmp.length)
    this.#lent.set(icmp)
    const bytes = this.#lent.subarray(0, icmp.length)
    this.#sink.packet(bytes, { from, to, hopLimit, header, length: icmp.length, at: { monotonic: at } })
    bytes.fill(0xa5)
  }

  keepAlive(on: boolean): void {
    this.keepsAlive = on
  }

  drops(): number {
    return this.#dropped
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#queue.length = 0
  }
}

/** ICMPv6's checksum covers the addresses: the sending system fills it in (RFC 3542 §3.1). */
export function sealIcmpv6(icmp: Uint8Array, source: Uint8Array, destination: Uint8Array): void {
  const decoded = decodeIcmp(6, icmp)
  if (decoded.ok) encodeIcmpInto({ ...decoded.value.message, checksum: undefined }, icmp, 0, { source, destination })
}
