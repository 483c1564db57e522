import {
  type Capabilities,
  decodeIcmp,
  EchoPacketSession,
  type Family,
  type IpPacket,
  type SessionEvent,
} from '@icmp/core'
import { bytesOf, OURS } from './addresses.js'
import type { Happening } from './happenings.js'
import { isDelivered, received } from './kernel.js'
import type { Numbered } from './lies.js'
import { packet, sealed } from './packets.js'
import { type Request, readRequest } from './request.js'

const FIRST_IDENTIFIER = 0x1230
const IDENTIFIERS = 16
const TIMEOUT = 1000

/** A session as over a raw socket that asks one liar, without any socket, on a clock that is set by hand. */
export class Asker {
  readonly happened: Happening[] = []
  readonly #family: Family
  readonly #numbered: Numbered
  readonly #session: EchoPacketSession<number>

  constructor(family: Family, numbered: Numbered) {
    this.#family = family
    this.#numbered = numbered
    const identifiers = { first: FIRST_IDENTIFIER, count: IDENTIFIERS }
    const key = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)
    this.#session = new EchoPacketSession({ family, capabilities: capabilitiesOf(family), identifiers, key })
  }

  /** Its requests as the liar sees them. */
  ask(): Request[] {
    const data = Uint8Array.from({ length: 56 }, (_, i) => i)
    const to = bytesOf(this.#family, 'liar', this.#numbered.number)
    return Array.from({ length: this.#numbered.lie.requests }, (_, i) => {
      const target = { family: this.#family, bytes: to, scope: 0 }
      this.#session.submit({ to: target, data, timeout: TIMEOUT }, i + 1)
      const decoded = decodeIcmp(this.#family, this.#session.pollTransmit(0)!.icmp)
      if (!decoded.ok) throw new Error(decoded.problem.what)
      const envelope = { from: OURS[this.#family], to }
      // The system fills in the checksum of ICMPv6.
      const icmp = sealed({ ...decoded.value.message, checksum: undefined }, envelope)
      return readRequest(packet(this.#family, envelope, icmp))!
    })
  }

  receive(one: IpPacket, at: number): void {
    this.until(at)
    if (!isDelivered(one, (identifier) => (identifier & -IDENTIFIERS) === FIRST_IDENTIFIER)) return
    this.#session.handlePacket(one.payload, received(one, at))
    this.#take()
  }

  until(now: number): void {
    this.#session.handleTimeout(now)
    this.#take()
  }

  #take(): void {
    for (let event = this.#session.pollEvent(); event; event = this.#session.pollEvent()) {
      this.happened.push(happening(event))
    }
  }
}

function happening(event: SessionEvent<number>): Happening {
  const { type } = event
  if (event.type === 'foreign') return { type, icmpType: event.icmpType, icmpCode: event.icmpCode }
  const request = event.context
  if (event.type === 'redirect' || event.type === 'response') return { type, request }
  if (event.type !== 'ended') return { type, request, icmpType: event.icmpType, icmpCode: event.icmpCode }
  const { status, data, code, mtu, pointer }: Omit<Happening, 'type'> = { ...event.ending, from: undefined }
  return { type, request, status, data, code, mtu, pointer }
}

/** As `@icmp/transport-raw` declares them, without stamps of the kernel. */
function capabilitiesOf(family: Family): Capabilities {
  const by = family === 4 ? 'caller' : 'below'
  return {
    identifier: 'caller',
    perPacket: ['hopLimit', 'trafficClass', 'source', 'interface'],
    checksum: { send: by, receive: by },
    errors: 'packets',
    sees: ['duplicates', 'foreign', 'replyHopLimit', 'destination'],
    stamps: { sent: 'user', received: 'user' },
    drops: 'mixed',
    maxPayload: 1400,
    receiveSlots: 128,
  }
}
