import {
  type Capabilities,
  type Clock,
  decodeIcmp,
  ECHO_REQUEST,
  type EchoRequest,
  type EchoSocket,
  encodeIcmp,
  type Family,
  findQuotedEcho,
  type IcmpMessage,
  type Outcome,
  type Sink,
  type SocketOptions,
  type Timer,
} from '@icmp/core'
import type { Datagram } from './datagram.js'
import { IP_GENERAL_FAILURE, IP_REQ_TIMED_OUT, IP_SUCCESS, statusOf } from './echo-status.js'
import type { Network } from './network.js'

/** The identifier that Windows gives to all of its pings. */
const IDENTIFIER = 1
const DEFAULT_TTL = 128

const CAPABILITIES: Capabilities = {
  identifier: 'hidden',
  perPacket: ['hopLimit', 'trafficClass', 'source', 'dontFragment'],
  checksum: { send: 'below', receive: 'below' },
  errors: 'outcomes',
  sees: ['replyHopLimit'],
  stamps: { sent: 'user', received: 'api-ms' },
  drops: 'unknown',
  maxPayload: 65_500,
  receiveSlots: 256,
}

interface Exchange {
  request: EchoRequest
  sequence: number
  startedAt: number
  timer: Timer
}

/** A socket whose system runs the whole exchange, like Windows' `IcmpSendEcho2`. */
export class MemoryEchoSocket implements EchoSocket {
  readonly mode = 'echo'
  readonly capabilities: Capabilities = CAPABILITIES
  keepsAlive = false
  readonly #network: Network
  readonly #clock: Clock
  readonly #options: SocketOptions
  readonly #sink: Sink
  readonly #most: number
  readonly #running = new Map<number, Exchange>()
  readonly #outcomes: [token: number, outcome: Outcome][] = []
  #sequence = 0
  #waking = false
  #full = false
  #closed = false

  constructor(network: Network, clock: Clock, options: SocketOptions, sink: Sink, most: number) {
    this.#network = network
    this.#clock = clock
    this.#options = options
    this.#sink = sink
    this.#most = most
  }

  request(batch: readonly EchoRequest[]): number {
    let taken = 0
    for (const request of batch) {
      if (this.#closed || this.#running.size >= this.#most) break
      taken++
      this.#start(request)
    }
    if (taken < batch.length) this.#full = true
    return taken
  }

  #start(request: EchoRequest): void {
    const { token, timeout } = request
    this.#sequence = (this.#sequence + 1) & 0xffff
    const sequence = this.#sequence
    const timer = this.#clock.setTimer(timeout, () => this.#end(token, { kind: 'timeout', status: IP_REQ_TIMED_OUT }))
    this.#running.set(token, { request, sequence, startedAt: this.#clock.now(), timer })
    this.#network.send(this.#datagram(request, sequence), this.#clock, (packet) => this.#arrive(token, packet))
  }

  #datagram(request: EchoRequest, sequence: number): Datagram {
    const { to, payload, hopLimit = DEFAULT_TTL, trafficClass = 0, source, dontFragment } = request
    const { family } = this.#options
    const from = source ?? this.#network.source(family)
    const pseudo = family === 6 ? { source: from.bytes, destination: to.bytes } : undefined
    const type = ECHO_REQUEST[family]
    const message = {
      family,
      kind: 'echo-request',
      type,
      code: 0,
      identifier: IDENTIFIER,
      sequence,
      data: payload,
    } as const
    const fixed = (dontFragment ?? this.#options.dontFragment) === true
    return { from, to, hopLimit, trafficClass, dontFragment: fixed, icmp: encodeIcmp(message, pseudo) }
  }

  /** The system's own matching: the echo's identifier and sequence, or those in an error's quote. */
  #arrive(token: number, { from, to, hopLimit, icmp }: Datagram): void {
    const exchange = this.#running.get(token)
    if (exchange === undefined) return
    const { family } = this.#options
    const pseudo = family === 6 ? { source: from.bytes, destination: to.bytes } : undefined
    const decoded = decodeIcmp(family, icmp, pseudo)
    if (!decoded.ok || decoded.value.checksum !== 'valid') return
    const { message } = decoded.value
    const apiMs = Math.floor(this.#clock.now() - exchange.startedAt)
    if (message.kind === 'echo-reply') {
      if (message.identifier !== IDENTIFIER || message.sequence !== exchange.sequence) return
      const replies = [{ from, payload: message.data.slice(), hopLimit, apiMs }]
      return this.#end(token, { kind: 'reply', status: IP_SUCCESS, replies })
    }
    if (findQuotedEcho(message)?.sequence !== exchange.sequence) return
    const status = statusOf(family, message.type, message.code)
    if (status === undefined) return
    const replies = [{ from, payload: new Uint8Array(0), hopLimit, apiMs }]
    this.#end(token, { kind: 'error', ...status, mtu: mtuOf(message, family), replies })
  }

  /** The outcome is told in a turn of its own. */
  #end(token: number, outcome: Omit<Outcome, 'at' | 'replies'> & { replies?: Outcome['replies'] }): void {
    const exchange = this.#running.get(token)
    if (exchange === undefined) return
    exchange.timer.cancel()
    this.#running.delete(token)
    this.#outcomes.push([token, { replies: [], ...outcome, at: { monotonic: this.#clock.now() } }])
    if (this.#waking) return
    this.#waking = true
    this.#clock.soon(() => this.#wake())
  }

  #wake(): void {
    this.#waking = false
    for (let next = this.#outcomes.shift(); next !== undefined && !this.#closed; next = this.#outcomes.shift()) {
      this.#sink.outcome(...next)
    }
    if (this.#closed) return
    if (this.#full) {
      this.#full = false
      this.#sink.writable()
    }
    this.#sink.drained()
  }

  cancel(token: number): void {
    this.#end(token, { kind: 'cancelled', status: IP_GENERAL_FAILURE })
  }

  keepAlive(on: boolean): void {
    this.keepsAlive = on
  }

  /** The system does not tell. */
  drops(): number {
    return 0
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const { timer } of this.#running.values()) timer.cancel()
    this.#running.clear()
    this.#outcomes.length = 0
  }
}

function mtuOf(message: IcmpMessage, family: Family): number | undefined {
  if (message.kind === 'packet-too-big') return message.mtu
  return message.kind === 'destination-unreachable' && family === 4 && message.family === 4 && message.code === 4
    ? message.nextHopMtu
    : undefined
}
