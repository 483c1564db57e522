import { type Address, type Clock, decodeIcmp, ECHO_REPLY, encodeIcmp, type Family, formatAddress } from '@icmp/core'
import { type Datagram, datagramLength } from './datagram.js'
import { type RouterVerdict, routerError } from './router-error.js'
import { type Host, type HostAnswer, type NetworkOptions, type Router, resolveHosts, toAddress } from './topology.js'

/** A simulated network. It keeps no time of its own: packets take as long on the clock of the one who sends them. */
export class Network {
  readonly #hosts: Map<string, Host>
  readonly #source: Record<Family, Address>

  constructor(options: NetworkOptions) {
    this.#hosts = resolveHosts(options)
    const { 4: source4 = '192.0.2.1', 6: source6 = '2001:db8::1' } = options.source ?? {}
    this.#source = { 4: toAddress(source4), 6: toAddress(source6) }
  }

  /** The address that packets of this family come from. */
  source(family: Family): Address {
    return this.#source[family]
  }

  /** Sends a packet into the network; whatever comes back for it is handed to `receive`, each thing at its time. */
  send(packet: Datagram, clock: Clock, receive: (packet: Datagram) => void): void {
    const host = this.#hosts.get(formatAddress({ ...packet.to, scope: 0 }))
    // Nobody has that address: as on a real network, silence.
    if (host === undefined) return
    const give = (answer: Datagram, after: number): void => void clock.setTimer(after, () => receive(answer))
    let after = 0
    let left = packet.hopLimit
    for (const [hops, router] of host.path.entries()) {
      after += router.delay
      const verdict = verdictOf(router, packet, --left, hops === host.path.length - 1 ? host : undefined)
      if (verdict === undefined) continue
      // It is quoted as it came in: with the TTL of its last link (RFC 1812 §5.2.7.3).
      const quoted = { ...packet, hopLimit: left + 1 }
      if (!router.silent) give(routerError(router.address, quoted, verdict, hops), after * 2)
      return
    }
    for (const answer of answersOf(host, packet)) {
      const reply = { ...answered(host, packet, answer), hopLimit: host.ttl - host.path.length }
      give(reply, (after + host.delay) * 2 + (answer.delay ?? 0))
    }
  }
}

/** Why this router drops the packet, if it does; `host` is given to the last router before it. */
function verdictOf(router: Router, packet: Datagram, left: number, host: Host | undefined): RouterVerdict | undefined {
  if (left <= 0) return { because: 'time-exceeded' }
  if (host?.unreachable !== undefined) return { because: 'unreachable', code: host.unreachable.code }
  // Only IPv4 without don't-fragment may be cut on the way (RFC 8200 §5).
  const whole = packet.from.family === 6 || packet.dontFragment
  return whole && datagramLength(packet) > router.mtu ? { because: 'packet-too-big', mtu: router.mtu } : undefined
}

/** What the host sends back for a packet: nothing unless it is a sound echo request (RFC 1122 §3.2.2.6). */
function answersOf(host: Host, { from, to, icmp }: Datagram): readonly HostAnswer[] {
  if (host.silent) return []
  const pseudo = from.family === 6 ? { source: from.bytes, destination: to.bytes } : undefined
  const request = decodeIcmp(from.family, icmp, pseudo)
  if (!request.ok || request.value.checksum !== 'valid' || request.value.message.kind !== 'echo-request') return []
  const { message } = request.value
  const back = pseudo && { source: to.bytes, destination: from.bytes }
  const type = ECHO_REPLY[from.family]
  const reply = encodeIcmp({ ...message, kind: 'echo-reply', type, checksum: undefined }, back)
  return host.respond?.({ from, to, icmp, reply }) ?? [{ icmp: reply }]
}

function answered(host: Host, packet: Datagram, { icmp, from }: HostAnswer): Datagram {
  return {
    from: from === undefined ? host.address : toAddress(from),
    to: packet.from,
    hopLimit: host.ttl,
    trafficClass: packet.trafficClass,
    dontFragment: false,
    icmp,
  }
}

/** Declares a simulated network. @throws `ICMP_INVALID_OPTION` */
export function network(options: NetworkOptions): Network {
  return new Network(options)
}
