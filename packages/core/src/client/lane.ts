import { IcmpError } from '../errors.js'
import type { OutcomeSession } from '../session/echo-session.js'
import type { SessionEvent } from '../session/event.js'
import type { EchoPacketSession } from '../session/packet-session.js'
import type { ProbeRequest } from '../session/probe.js'
import { systemError } from '../system-error.js'
import type { Clock, Timer } from '../transport/clock.js'
import type { EchoRequest, EchoSocket, PacketSocket, Transmit } from '../transport/contract.js'
import type { Address } from '../wire/address.js'
import type { LaneTrace } from './trace.js'
import type { Turn } from './turn.js'

/** Who is told of a probe's life. Called in the turn in which it happened, never from within `submit`. */
export interface Observer {
  onEvent(event: SessionEvent<Observer>): void
}

/** Packets handed to the system in one call. More gains nothing, and answers would wait unread meanwhile. */
const BATCH = 32
/** Packets read in one call. */
const CHUNK = 64

/** A turn of the microtasks away. */
const RESOLVED = Promise.resolve()

/** The socket and the session of one lane, which have to be of one kind. */
export type Line =
  | { mode: 'packet'; socket: PacketSocket; session: EchoPacketSession<Observer> }
  | { mode: 'echo'; socket: EchoSocket; session: OutcomeSession<Observer> }

/** One open socket with its session: moves what the one gives to the other, and keeps the session's time. */
export class Lane {
  /** Why the socket broke, when it did. */
  error: Error | undefined
  readonly #line: Line
  readonly #clock: Clock
  readonly #turn: Turn
  readonly #onForeign: ((event: SessionEvent<Observer>) => void) | undefined
  readonly #trace: LaneTrace | undefined
  /** The packets of the last batch, which the socket is done with: making new ones takes longer than sending them. */
  readonly #spare: (Transmit & EchoRequest)[] = []
  #timer: Timer | undefined
  #timerAt = Number.POSITIVE_INFINITY
  #scheduled = false
  #pumping = false
  #writable = true
  #holding = false
  #resting = false
  #closed = false
  #dropsAtEnd = 0

  constructor(
    line: Line,
    clock: Clock,
    turn: Turn,
    onForeign?: (event: SessionEvent<Observer>) => void,
    trace?: LaneTrace,
  ) {
    this.#line = line
    this.#clock = clock
    this.#turn = turn
    this.#onForeign = onForeign
    this.#trace = trace
  }

  get capabilities(): PacketSocket['capabilities'] {
    return this.#line.socket.capabilities
  }

  /** Whether its keys are taken, or rest. */
  get full(): boolean {
    const { session } = this.#line
    if (!session.full) return false
    session.tick(this.#clock.now())
    return session.full
  }

  /** When the key that rests longest will have rested; `Infinity` when there is no room at all. */
  get nextRested(): number {
    return this.#closed || this.#line.session.exhausted ? Number.POSITIVE_INFINITY : this.#line.session.nextRested
  }

  get closed(): boolean {
    return this.#closed
  }

  drops(): number {
    return this.#closed ? this.#dropsAtEnd : this.#line.socket.drops()
  }

  /**
   * @param to where to, when one request serves for many targets of a family; it is copied
   * @throws `ICMP_CLOSED`
   */
  submit(request: ProbeRequest, observer: Observer, to: Address = request.to): number {
    if (this.#closed) throw new IcmpError('ICMP_CLOSED', 'The pinger is closed: create another one.')
    const token = this.#line.session.submit(request, observer, to)
    this.#trace?.submitted(token, request, to)
    this.#schedule()
    return token
  }

  /** @returns whether its request had not been sent, and never is */
  cancel(token: number): boolean {
    // Tells the time as well: the probe's key rests from now on.
    this.#schedule()
    return this.#line.session.cancel(token)
  }

  /** Idempotent. Pending probes end as cancelled. @throws what closing the socket gives */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#timer?.cancel()
    this.#endAll()
    this.#countDrops()
    try {
      await this.#line.socket.close()
    } catch (error) {
      throw systemError(error, 'close the socket')
    }
  }

  #countDrops(): void {
    try {
      this.#dropsAtEnd = this.#line.socket.drops()
    } catch {
      // Nobody asked for the count, and the socket is closed all the same.
    }
  }

  #endAll(): void {
    this.#line.session.cancelAll()
    this.#dispatch()
    this.#line.session.forget()
  }

  /** A call of the socket's threw: it is of no use any more, to any probe. */
  #failed(error: unknown): void {
    if (this.#closed) return
    this.broken(error instanceof Error ? error : new Error(String(error)))
    // It has failed already, and was told.
    this.#line.socket.close().catch(() => {})
  }

  /** The socket broke by itself. */
  broken(error: Error): void {
    if (this.#closed) return
    this.error = error
    this.#closed = true
    this.#timer?.cancel()
    this.#endAll()
    this.#countDrops()
  }

  writable(): void {
    this.#writable = true
    this.#schedule()
  }

  /** The socket handed something over. In a flood it may do so turn after turn, and never come to `drained`. */
  fed(): void {
    if (!this.#pumping) this.#schedule()
  }

  /** The socket handed over, by itself, all that had arrived. */
  drained(): void {
    if (this.#closed) return
    this.#dispatch()
    this.#pump()
  }

  /** Reads what has arrived and tells it: for whoever is about to act on nothing having come. */
  look(): void {
    if (this.#closed || this.#pumping) return
    this.#drain(this.#clock.now())
    this.#dispatch()
  }

  /** Probes submitted in one turn go out together. */
  #schedule(): void {
    if (this.#scheduled || this.#closed) return
    this.#scheduled = true
    const now = this.#clock.now()
    this.#line.session.tick(now)
    if (this.#turn.mayGoOn(now)) void RESOLVED.then(this.#run)
    else this.#clock.soon(this.#run)
  }

  readonly #run = (): void => {
    if (this.#scheduled) this.#pump()
  }

  #pump(): void {
    // Whoever asked for a run has it now.
    this.#scheduled = false
    this.#pumping = true
    this.#giveUp()
    // Reading the time takes a call of the addon: it is read once a round.
    let now = this.#clock.now()
    while (!this.#closed) {
      const sent = this.#writable ? this.#send(now) : 0
      if (sent > 0) this.#drain(now)
      this.#dispatch()
      if (sent === 0) break
      now = this.#clock.now()
      if (!this.#turn.mayGoOn(now)) {
        this.#schedule()
        break
      }
    }
    this.#pumping = false
    this.#keepTime()
  }

  /** What was cancelled makes room in a full socket: it is told at once. */
  #giveUp(): void {
    const line = this.#line
    if (line.mode !== 'echo') return
    try {
      for (let token = line.session.pollCancel(); token !== undefined; token = line.session.pollCancel()) {
        if (!this.#closed) line.socket.cancel(token)
      }
    } catch (error) {
      this.#failed(error)
    }
  }

  /** Hands one batch to the socket; how many it took. */
  #send(now: number): number {
    const line = this.#line
    const spare = this.#spare
    let count = 0
    for (; count < BATCH; count++) {
      const next =
        line.mode === 'packet' ? line.session.pollTransmit(now, spare[count]) : line.session.pollTransmit(now)
      if (next === undefined) break
      spare[count] = next as Transmit & EchoRequest
    }
    if (count === 0) return 0
    const batch = count === spare.length ? spare : spare.slice(0, count)
    let taken = 0
    try {
      taken = line.mode === 'packet' ? line.socket.send(batch) : line.socket.request(batch)
    } catch (error) {
      this.#failed(error)
      return 0
    }
    if (taken < batch.length) {
      this.#writable = false
      line.session.handleUnsent(batch.slice(taken))
    }
    this.#trace?.sent(batch, taken)
    return taken
  }

  /** Reads until nothing is left, or the turn has lasted long enough. @param now no later than now */
  #drain(now: number): void {
    const line = this.#line
    if (line.mode !== 'packet') return
    try {
      for (let at = now; !this.#closed; at = this.#clock.now()) {
        if (line.socket.drain(CHUNK) < CHUNK) return line.session.handleDrained(at)
        if (!this.#turn.mayGoOn(at)) return
      }
    } catch (error) {
      this.#failed(error)
    }
  }

  #dispatch(): void {
    const { session } = this.#line
    for (let event = session.pollEvent(); event !== undefined; event = session.pollEvent()) {
      this.#trace?.event(event)
      try {
        if (event.type === 'foreign') this.#onForeign?.(event)
        else event.context.onEvent(event)
      } catch (error) {
        // An observer's own fault: the others are told all the same, and it is not hidden.
        this.#clock.soon(() => {
          throw error
        })
      }
    }
  }

  /** Sets the one timer to the next deadline; lets the program end when nothing is pending. */
  #keepTime(): void {
    if (this.#closed) return
    const { session } = this.#line
    const busy = session.pending > 0
    const next = session.nextDeadline()
    // A timer that fires too early is cheaper than one set anew for each probe.
    if (next !== undefined && next < this.#timerAt) {
      this.#timer?.cancel()
      this.#timerAt = next
      this.#timer = this.#clock.setTimer(Math.max(0, next - this.#clock.now()), this.#onTimer)
      this.#timer.hold(this.#holding || busy)
    }
    if (busy === this.#holding) return
    if (busy) this.#hold(true)
    else if (!this.#resting) {
      // Whoever pings one after another is about to submit the next: the program is let go in a turn to come.
      this.#resting = true
      this.#clock.soon(this.#rest)
    }
  }

  readonly #rest = (): void => {
    this.#resting = false
    if (!this.#closed && this.#holding && this.#line.session.pending === 0) this.#hold(false)
  }

  #hold(on: boolean): void {
    this.#holding = on
    this.#timer?.hold(on)
    try {
      this.#line.socket.keepAlive(on)
    } catch (error) {
      this.#failed(error)
    }
  }

  readonly #onTimer = (): void => {
    this.#timer = undefined
    this.#timerAt = Number.POSITIVE_INFINITY
    if (this.#closed) return
    // A deadline fires only after the socket was drained empty: what lies there unread may have come in time. In a flood
    // that never ends, those fire that are older than what was read last; for the rest, `#keepTime` asks for another turn.
    this.#drain(this.#clock.now())
    const { session } = this.#line
    session.handleTimeout(session.readUpTo)
    this.#dispatch()
    this.#pump()
  }
}
