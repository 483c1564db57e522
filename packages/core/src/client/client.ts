import { IcmpError } from '../errors.js'
import { OutcomeSession } from '../session/echo-session.js'
import type { Ending } from '../session/ending.js'
import type { SessionEvent } from '../session/event.js'
import type { SessionOptions } from '../session/options.js'
import { EchoPacketSession } from '../session/packet-session.js'
import type { ProbeRequest } from '../session/probe.js'
import type { EchoSocket, PacketSocket, SocketOptions, Transport } from '../transport/contract.js'
import type { Family } from '../wire/address.js'
import { type AbortSignalLike, abortError, throwIfAborted } from './abort.js'
import { Lane, type Line, type Observer } from './lane.js'
import { LaneSink } from './lane-sink.js'
import { LaneTrace, type Tracer } from './trace.js'
import { Turn } from './turn.js'
import { checkSize, checkSource, checkSupported } from './validate.js'

export interface ClientOptions {
  transport: Transport
  /** Fills the array with random bytes that nobody can guess. */
  random: (bytes: Uint8Array) => void
  /** Sockets of one kind at most. Default 64. */
  mostSockets?: number | undefined
  /** Told of packets that belong to nobody here: a neighbour's, a liar's. */
  onForeign?: ((event: SessionEvent<Observer>) => void) | undefined
  /** Follows the life of each probe. Without one, and for what it does not want, nothing is made up. */
  trace?: Tracer | undefined
}

/** A request, and what the socket that carries it must be. */
export interface ProbeOptions extends ProbeRequest {
  broadcast?: boolean | undefined
  /** Bind to this network interface, by name. */
  device?: string | undefined
  /** Bytes of send buffer to ask for. */
  sendBuffer?: number | undefined
}

/** More sockets than this for one kind of probe mean that somebody submits without waiting. */
const MOST_LANES = 64

/** The only place with promises: opens sockets as they are needed and runs probes over them. */
export class Client {
  readonly transport: Transport
  readonly #options: ClientOptions
  readonly #mostLanes: number
  readonly #turn: Turn
  readonly #lanes = new Map<string, Lane[]>()
  readonly #opening = new Map<string, Promise<Lane>>()
  readonly #usual: Record<Family, Lane | undefined> = { 4: undefined, 6: undefined }
  readonly #streams = new Set<Closable>()
  /** The last request that was looked at, and the lane that it fits. */
  #fitting: ProbeOptions | undefined
  #fit: Lane | undefined
  #closed = false
  /** Opened so far. */
  #sockets = 0
  /** Lost in the buffers of sockets that are gone; undefined where none could tell. */
  #dropsOfGone: number | undefined

  constructor(options: ClientOptions) {
    this.transport = options.transport
    this.#options = options
    this.#mostLanes = options.mostSockets ?? MOST_LANES
    this.#turn = new Turn(options.transport.clock)
  }

  /**
   * Sends one request and waits for its ending. Numbers are not checked here: see `checkHopLimit` and its siblings.
   * @throws `ICMP_ABORTED`, `ICMP_CLOSED`, `ICMP_UNSUPPORTED`, and what opening the socket gives
   */
  async probe(options: ProbeOptions, signal?: AbortSignalLike): Promise<Ending> {
    throwIfAborted(signal)
    let ready = this.ready(options)
    for (; ready === undefined; ready = this.ready(options)) await this.makeRoom(options)
    throwIfAborted(signal)
    const lane = ready
    const waiter = new Waiter()
    let token: number | undefined
    const abort = (): void => {
      if (token !== undefined) lane.cancel(token)
    }
    signal?.addEventListener('abort', abort, { once: true })
    let ending: Ending
    try {
      token = lane.submit(options, waiter)
      ending = await waiter.ending
    } finally {
      signal?.removeEventListener('abort', abort)
    }
    if (ending.status === 'cancelled') throw signal?.aborted ? abortError(signal) : closedError(lane.error)
    return ending
  }

  /**
   * Sees to it that `ready` gives a lane, for now: many may have waited for the same one to open, and fill it. So ask `ready`
   * again, and use what it gives in the same turn.
   * @throws what opening the socket gives, `ICMP_CLOSED`
   */
  async makeRoom(options: ProbeOptions): Promise<void> {
    const lane = await this.open(options)
    if (lane.closed) throw closedError(lane.error)
  }

  /** The open lane for such a probe, if there is one with room: `open` gives it otherwise. */
  ready(options: ProbeOptions): Lane | undefined {
    const lane = this.#plain(options) ?? this.#free(socketOptions(options))
    const fit =
      lane !== undefined && needsOwnSocket(options, lane)
        ? this.#free({ ...socketOptions(options), dontFragment: options.dontFragment })
        : lane
    // One request may serve for many probes, and one lane for all of them.
    if (fit === undefined || (fit === this.#fit && options === this.#fitting)) return fit
    this.#check(options, fit)
    this.#fit = fit
    this.#fitting = options
    return fit
  }

  /** The lane that most probes take, kept at hand: looking it up costs more than the rest of a submission. */
  #plain({ to, broadcast, device, sendBuffer }: ProbeOptions): Lane | undefined {
    if (broadcast === true || device !== undefined || sendBuffer !== undefined) return undefined
    const usual = this.#usual[to.family]
    if (usual !== undefined && !usual.full && !usual.closed) return usual
    this.#usual[to.family] = this.#free({ family: to.family })
    return this.#usual[to.family]
  }

  /** Opens the lane for such a probe, or gives the one that is open. */
  async open(options: ProbeOptions): Promise<Lane> {
    const lane = await this.#lane(socketOptions(options))
    // Don't-fragment travels with the packet where it can, else with a socket of its own.
    if (needsOwnSocket(options, lane)) {
      const own = await this.#lane({ ...socketOptions(options), dontFragment: options.dontFragment })
      this.#check(options, own)
      return own
    }
    this.#check(options, lane)
    return lane
  }

  #check(options: ProbeOptions, lane: Lane): void {
    checkSource(options.source, options.to)
    checkSupported(options, lane.capabilities, this.transport.name)
    checkSize(options.data.length, lane.capabilities.maxPayload)
  }

  #free(options: SocketOptions): Lane | undefined {
    const lanes = this.#lanes.get(laneKey(options))
    return lanes?.find((lane) => !lane.full && !lane.closed) ?? this.#longestResting(lanes)
  }

  /** When no more sockets may be opened: a key that should rest for a while longer, and no refusal. */
  #longestResting(lanes: readonly Lane[] | undefined): Lane | undefined {
    if (lanes === undefined || lanes.filter((lane) => !lane.closed).length < this.#mostLanes) return undefined
    let found: Lane | undefined
    for (const lane of lanes) if (lane.nextRested < (found?.nextRested ?? Number.POSITIVE_INFINITY)) found = lane
    return found
  }

  async #lane(options: SocketOptions): Promise<Lane> {
    if (this.#closed) throw closedError()
    const key = laneKey(options)
    const open = this.#free(options)
    if (open !== undefined) return open
    const opening = this.#opening.get(key)
    if (opening !== undefined) return opening
    if ((this.#lanes.get(key) ?? []).filter((lane) => !lane.closed).length >= this.#mostLanes) {
      throw new IcmpError('ICMP_SYSTEM', `${this.#mostLanes} sockets are full of pending probes: wait for some to end.`)
    }
    const promise = this.#openLane(options).finally(() => this.#opening.delete(key))
    this.#opening.set(key, promise)
    return promise
  }

  async #openLane(options: SocketOptions): Promise<Lane> {
    const { transport, random, onForeign, trace: tracer } = this.#options
    const sink = new LaneSink()
    const socket = await transport.open(options, sink)
    const key = new Uint8Array(8)
    random(key)
    const line = lineOf(socket, options, key)
    const trace = tracer && new LaneTrace(tracer, transport.clock, this.#sockets++, options.family)
    const lane = new Lane(line, transport.clock, this.#turn, onForeign, trace)
    sink.attach(lane, line, trace)
    if (this.#closed) {
      await lane.close()
      throw closedError()
    }
    const name = laneKey(options)
    const others = this.#lanes.get(name) ?? []
    this.#dropsOfGone = dropsOf(
      others.filter((other) => other.closed),
      this.#dropsOfGone,
    )
    this.#lanes.set(name, [...others.filter((other) => !other.closed), lane])
    return lane
  }

  /** Packets lost in the own receive buffers; undefined where no socket can tell. */
  drops(): number | undefined {
    return dropsOf([...this.#lanes.values()].flat(), this.#dropsOfGone)
  }

  /**
   * Ends what is pending and frees the sockets. Idempotent.
   * @throws an `IcmpError` when the system fails to close a socket; all others are closed then
   */
  async close(): Promise<void> {
    this.#closed = true
    const lanes = [...this.#lanes.values()].flat()
    for (const stream of [...this.#streams]) stream.closed(closedError())
    const closings = await Promise.allSettled(lanes.map((lane) => lane.close()))
    // A socket that is just being opened is closed by whoever opens it.
    await Promise.allSettled(this.#opening.values())
    this.#dropsOfGone = this.drops()
    this.#lanes.clear()
    this.#usual[4] = this.#usual[6] = this.#fit = this.#fitting = undefined
    for (const closing of closings) if (closing.status === 'rejected') throw closing.reason
  }

  /** What is under way and ends with `close`; the result takes it out again. */
  watch(stream: Closable): () => void {
    this.#streams.add(stream)
    return () => this.#streams.delete(stream)
  }
}

function dropsOf(lanes: readonly Lane[], before: number | undefined): number | undefined {
  let total = before
  for (const lane of lanes) if (lane.capabilities.drops !== 'unknown') total = (total ?? 0) + lane.drops()
  return total
}

/**
 * Waits for one ending. Not a closure: it would hold all that its function sees, and with that the request's data, for as
 * long as the ended probe is remembered.
 */
class Waiter implements Observer {
  readonly ending: Promise<Ending>
  #resolve: (ending: Ending) => void = () => {}

  constructor() {
    this.ending = new Promise((resolve) => {
      this.#resolve = resolve
    })
  }

  onEvent(event: SessionEvent<Observer>): void {
    if (event.type === 'ended') this.#resolve(event.ending)
  }
}

/** What ends when the client does. */
export interface Closable {
  closed(error: IcmpError): void
}

function lineOf(socket: PacketSocket | EchoSocket, { family }: SocketOptions, key: Uint8Array): Line {
  const options: SessionOptions = { family, capabilities: socket.capabilities, identifiers: identifiersOf(socket), key }
  return socket.mode === 'packet'
    ? { mode: 'packet', socket, session: new EchoPacketSession<Observer>(options) }
    : { mode: 'echo', socket, session: new OutcomeSession<Observer>(options) }
}

function identifiersOf(socket: PacketSocket | EchoSocket): SessionOptions['identifiers'] {
  if (socket.mode === 'packet' && socket.identifiers !== undefined) return socket.identifiers
  return { first: socket.mode === 'packet' ? (socket.identifier ?? 0) : 0, count: 1 }
}

function socketOptions({ to, broadcast, device, sendBuffer }: ProbeOptions): SocketOptions {
  return { family: to.family, broadcast, device, sendBuffer }
}

function needsOwnSocket(options: ProbeOptions, lane: Lane): boolean {
  return options.dontFragment !== undefined && !lane.capabilities.perPacket.includes('dontFragment')
}

function laneKey({ family, dontFragment, broadcast, device, sendBuffer }: SocketOptions): string {
  return `${family} ${dontFragment} ${broadcast === true} ${sendBuffer} ${device ?? ''}`
}

/** Pending probes were ended by `close()`, or by a socket that broke: then its error is the cause. */
export function closedError(cause?: Error): IcmpError {
  const because = cause === undefined ? 'was closed' : `lost its socket (${cause.message})`
  return new IcmpError('ICMP_CLOSED', `The pinger ${because}: create another one.`, { cause })
}
