import type { EchoRequest, Outcome, Stamp } from '../../transport/contract.js'
import { ofPacket } from '../../transport/dont-fragment.js'
import type { Family } from '../../wire/address.js'
import { datagram, echoMessage, errorMessage, type Known, ownBytes, reconstructed, seal } from './datagram.js'
import { Tap } from './tap.js'

const REQUEST = 'made up of a request to the system; unknown: identifier, sequence'
const OUTCOME = "made up of the system's outcome; unknown: identifier, sequence"
/** What an error quotes at most: 576 bytes are its whole (RFC 1812 §4.3.2.3), or 1,280 (RFC 4443 §2.4). */
const QUOTED: Readonly<Record<Family, number>> = { 4: 548, 6: 1232 }

interface Exchange {
  known: Known
  icmp: Uint8Array
  handed: Stamp
}

/** What passes an echo socket: the system shows no packet, but what it was asked for and how that ended tell of them. */
export class EchoTap extends Tap {
  /** Exchanges under way: as many as the system takes. */
  readonly #running = new Map<number, Exchange>()

  offered(batch: readonly EchoRequest[]): void {
    const handed = { monotonic: this.file.clock.now() }
    for (const { token, to, source, hopLimit, trafficClass, dontFragment, payload } of batch) {
      const destination = to.bytes.slice()
      const known: Known = { family: this.family, source: ownBytes(source), destination, hopLimit, trafficClass }
      known.dontFragment = dontFragment ?? ofPacket(this.options.dontFragment)
      const icmp = seal(known, echoMessage(this.family, 'request', token, payload))
      this.#running.set(token, { known, icmp, handed })
    }
  }

  /** So many of them, from the front. */
  taken(batch: readonly EchoRequest[], count: number): void {
    for (const [n, { token }] of batch.entries()) {
      const exchange = this.#running.get(token)
      if (exchange === undefined) continue
      if (n >= count) this.#running.delete(token)
      else {
        const { known, icmp, handed } = exchange
        const make = (): ReturnType<typeof reconstructed> => reconstructed(known, icmp, icmp.length, REQUEST)
        this.add('out', this.file.wall.of(handed), icmp.length, make)
      }
    }
  }

  outcome(token: number, { kind, replies, type, code = 0, mtu = 0, at }: Outcome): void {
    const exchange = this.#running.get(token)
    this.#running.delete(token)
    if (exchange === undefined) return
    for (const { from, payload, hopLimit } of replies) {
      const known: Known = {
        family: this.family,
        source: from.bytes.slice(),
        destination: exchange.known.source,
        hopLimit,
      }
      if (kind === 'reply') this.#received(known, echoMessage(this.family, 'reply', token, payload), at)
      else if (kind === 'error' && type !== undefined) this.#received(known, this.#error(exchange, type, code, mtu), at)
    }
  }

  #error({ known, icmp }: Exchange, type: number, code: number, mtu: number): Uint8Array {
    const quoted = datagram(known, icmp).subarray(0, QUOTED[this.family])
    return errorMessage(this.family, type, code, mtu, quoted)
  }

  #received(known: Known, icmp: Uint8Array, at: Stamp): void {
    const message = seal(known, icmp)
    this.add('in', this.file.wall.of(at), icmp.length, () => reconstructed(known, message, message.length, OUTCOME))
  }

  /** Their outcomes still come, but for those of a socket that is closed. */
  protected override release(): void {}
}
