import type {
  PacketSocket,
  Received,
  Report,
  SendFailure,
  SocketOptions,
  Stamp,
  Transmit,
} from '../../transport/contract.js'
import { ofPacket } from '../../transport/dont-fragment.js'
import { writeU16 } from '../../wire/bytes.js'
import { ECHO_REPLY } from '../../wire/icmpv4/echo.js'
import { datagram, errorMessage, type Known, ownBytes, reconstructed, seal, wireKey } from './datagram.js'
import type { PcapFile } from './file.js'
import { Tap } from './tap.js'

/** Sent packets whose stamps have not come; and how long they may take, 3 s of which a neighbour may that answers no ARP. */
const MOST_WAITING = 8192
const LONGEST_WAIT = 5000

const UNSTAMPED = 'no transmit stamp, the time is that of handing it to the system'

interface Sent {
  known: Known
  icmp: Uint8Array
  handed: Stamp
}

/** What passes a packet socket. */
export class PacketTap extends Tap {
  readonly #socket: PacketSocket
  readonly #waiting = new Map<number, Sent>()
  /** Tokens by what a reply to them has for identifier and sequence. */
  readonly #byKey = new Map<number, number>()

  constructor(file: PcapFile, name: string, options: SocketOptions, socket: PacketSocket) {
    super(file, name, options, socket)
    this.#socket = socket
  }

  /** These are about to be handed to the system, which may tell of them before it has taken the last. */
  offered(batch: readonly Transmit[]): void {
    const handed = { monotonic: this.file.clock.now() }
    for (const packet of batch) {
      if (this.#waiting.size >= MOST_WAITING) this.#releaseOldest()
      const sent = { known: this.#knownOf(packet), icmp: this.#onWire(packet.icmp), handed }
      this.#waiting.set(packet.token, sent)
      this.#byKey.set(wireKey(sent.icmp), packet.token)
    }
  }

  notTaken(rest: readonly Transmit[]): void {
    for (const { token } of rest) this.#take(token)
  }

  sent(token: number, at: Stamp): void {
    const sent = this.#take(token)
    if (sent !== undefined) this.#write(sent, at)
  }

  sendFailed(token: number, failure: SendFailure): void {
    if (this.#take(token) !== undefined) this.failed(failure)
  }

  packet(lent: Uint8Array, meta: Received): void {
    const { from, to, hopLimit, header, at } = meta
    const time = this.file.wall.of(at)
    // A reply to what has no stamp says that none will come: stamps are read first.
    if (lent[0] === ECHO_REPLY[this.family]) this.#releaseKey(wireKey(lent))
    this.file.locals[this.family].learn(from, to)
    const icmp = lent.slice()
    if (header !== undefined) {
      const bytes = new Uint8Array(header.length + icmp.length)
      bytes.set(header)
      bytes.set(icmp, header.length)
      this.add('in', time, bytes.length, () => ({ bytes, length: header.length + meta.length }))
      return
    }
    const source = ownBytes(from)
    const destination = ownBytes(to)
    const known = (): Known => {
      const local = destination ?? this.file.locals[this.family].find(source!).bytes
      return { family: this.family, source, destination: local, hopLimit }
    }
    this.add('in', time, icmp.length, () => reconstructed(known(), icmp, meta.length))
  }

  report({ origin, from, to, type, code, info, quoted, at }: Report): void {
    // What the system itself refused has been on no wire.
    if (origin !== 'network') return
    const { family } = this
    const offender = ownBytes(from)
    const target = to.bytes.slice()
    const quote = quoted.slice()
    this.#releaseKey(wireKey(quote))
    const make = (): ReturnType<typeof reconstructed> => {
      const local = this.file.locals[this.family].find(target).bytes
      const inner = datagram({ family, source: local, destination: target }, quote)
      const known: Known = { family, source: offender, destination: local }
      const icmp = seal(known, errorMessage(family, type, code, info, inner))
      return reconstructed(known, icmp, icmp.length, "ICMP error from the socket's error queue, the quoted header too")
    }
    this.add('in', this.file.wall.of(at), quote.length, make)
  }

  override settled(): void {
    const before = this.file.clock.now() - LONGEST_WAIT
    for (const { handed } of this.#waiting.values()) {
      if (handed.monotonic >= before) break
      this.#releaseOldest()
    }
    super.settled()
  }

  protected override release(): void {
    // Not the oldest again and again: a Map steps over all that was deleted before it.
    for (const token of [...this.#waiting.keys()]) this.#releaseUnstamped(token)
  }

  #releaseOldest(): void {
    for (const token of this.#waiting.keys()) return this.#releaseUnstamped(token)
  }

  #releaseKey(key: number): void {
    const token = this.#byKey.get(key)
    if (token !== undefined) this.#releaseUnstamped(token)
  }

  #releaseUnstamped(token: number): void {
    const sent = this.#take(token)
    if (sent !== undefined) this.#write(sent, sent.handed, UNSTAMPED)
  }

  #take(token: number): Sent | undefined {
    const sent = this.#waiting.get(token)
    if (sent === undefined) return undefined
    this.#waiting.delete(token)
    const key = wireKey(sent.icmp)
    if (this.#byKey.get(key) === token) this.#byKey.delete(key)
    return sent
  }

  #write({ known, icmp }: Sent, at: Stamp, comment?: string): void {
    const make = (): ReturnType<typeof reconstructed> => {
      const local = known.source === undefined ? this.file.locals[this.family].find(known.destination!) : undefined
      const facts = { ...known, source: known.source ?? local?.bytes }
      if (this.#socket.capabilities.checksum.send === 'below') seal(facts, icmp)
      const guessed = local?.sure === false && local.bytes !== undefined ? 'source guessed' : undefined
      return reconstructed(facts, icmp, icmp.length, [guessed, comment].filter(Boolean).join('; '))
    }
    this.add('out', this.file.wall.of(at), icmp.length, make)
  }

  /** The message as the system sends it: on a datagram socket with the identifier that it is bound to. */
  #onWire(lent: Uint8Array): Uint8Array {
    const icmp = lent.slice()
    const { identifier } = this.#socket
    if (this.#socket.capabilities.identifier === 'socket' && identifier !== undefined && icmp.length >= 8) {
      writeU16(icmp, 4, identifier)
    }
    return icmp
  }

  #knownOf({ to, source, hopLimit, trafficClass, dontFragment }: Transmit): Known {
    return {
      family: this.family,
      source: ownBytes(source),
      destination: to.bytes.slice(),
      hopLimit,
      trafficClass,
      dontFragment: dontFragment ?? ofPacket(this.options.dontFragment),
    }
  }
}
