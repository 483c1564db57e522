/** A session with a clock that is set by hand, and the packets it is given. */
import type { SessionEvent } from '../session/event.js'
import { EchoPacketSession } from '../session/packet-session.js'
import type { ProbeRequest } from '../session/probe.js'
import type { Capabilities } from '../transport/capabilities.js'
import type { Received, Transmit } from '../transport/contract.js'
import type { Address } from '../wire/address.js'
import { RAW } from './capabilities.js'
import { v4 } from './packets.js'

export const US: Address = v4('192.0.2.1')
export const HOST: Address = v4('198.51.100.7')
export const ROUTER: Address = v4('192.0.2.254')
export const KEY: Uint8Array = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)

export class Bench {
  readonly session: EchoPacketSession<string>
  now = 1000

  constructor(
    capabilities: Capabilities = RAW,
    family: 4 | 6 = 4,
    key: Uint8Array = KEY,
    identifiers: { first: number; count: number } = { first: 0x1230, count: 16 },
  ) {
    this.session = new EchoPacketSession({ family, capabilities, identifiers, key })
  }

  request(more: Partial<ProbeRequest> = {}): ProbeRequest {
    return { to: HOST, data: new Uint8Array(56).fill(7), timeout: 1000, ...more }
  }

  /** Submits and hands over one probe. */
  send(more: Partial<ProbeRequest> = {}, context = 'probe'): Transmit {
    this.session.submit(this.request(more), context)
    return this.session.pollTransmit(this.now)!
  }

  meta(from: Address, length: number, more: Partial<Received> = {}): Received {
    return { from, to: US, hopLimit: 60, length, at: { monotonic: this.now }, ...more }
  }

  receive(icmp: Uint8Array, from: Address = HOST, more: Partial<Received> = {}): SessionEvent<string>[] {
    this.session.handlePacket(icmp, this.meta(from, icmp.length, more))
    return this.events()
  }

  events(): SessionEvent<string>[] {
    const events: SessionEvent<string>[] = []
    for (let event = this.session.pollEvent(); event; event = this.session.pollEvent()) events.push(event)
    return events
  }

  timeout(): SessionEvent<string>[] {
    this.session.handleTimeout(this.now)
    return this.events()
  }
}

export function endings(events: SessionEvent<string>[]): string[] {
  return events.map((event) => (event.type === 'ended' ? event.ending.status : event.type))
}
