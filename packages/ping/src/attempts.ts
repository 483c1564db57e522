import type { Client, Ending, Observer, ProbeOptions, SessionEvent } from '@icmp/core'

type Ended = Exclude<Ending, { status: 'cancelled' }>

/** Who is told how a target ended: exactly one of the two is called, once, unless the attempts were cancelled. */
export interface Settled {
  ended(attempts: Attempts, ending: Ended): void
  /** With what opening a socket gives, or `ICMP_CLOSED`. */
  failed(attempts: Attempts, error: unknown): void
}

type Lane = NonNullable<ReturnType<Client['ready']>>

interface Attempt {
  lane: Lane
  token: number
}

/** Numbers of echo replies. What else comes late is an error. */
const REPLIES: readonly number[] = [0, 129]

/**
 * A probe that is sent again when it times out. Each attempt has a sequence of its own, and the first reply to any of them
 * ends it, also when its attempt had run out already. It is the observer of its probes itself, and uses no promise where
 * nothing has to be waited for: tens of thousands of them are made a second.
 */
export class Attempts implements Observer {
  readonly target: string
  readonly probe: ProbeOptions
  readonly #client: Client
  readonly #most: number
  /** Called before each request; what it gives is waited for. */
  readonly #turn: () => Promise<void> | undefined
  #last: Attempt | undefined
  /** Those before the last one: they have run out, but a late reply to them counts. */
  #earlier: Attempt[] | undefined
  #count = 0
  /** Undefined once it is told. What a session remembers of an ended probe must not keep a whole sweep alive. */
  #settled: Settled | undefined

  constructor(
    client: Client,
    target: string,
    probe: ProbeOptions,
    most: number,
    turn: () => Promise<void> | undefined,
    settled: Settled,
  ) {
    this.#client = client
    this.target = target
    this.probe = probe
    this.#most = most
    this.#turn = turn
    this.#settled = settled
  }

  /** Attempts made so far. */
  get count(): number {
    return this.#count
  }

  start(): void {
    try {
      const turn = this.#turn()
      if (turn === undefined) this.#submit()
      else
        turn.then(
          () => this.#submit(),
          (error: unknown) => this.#fail(error),
        )
    } catch (error) {
      this.#fail(error)
    }
  }

  /** Nobody waits for it any more. */
  cancel(): void {
    this.#settled = undefined
    this.#last?.lane.cancel(this.#last.token)
    for (const { lane, token } of this.#earlier ?? []) lane.cancel(token)
  }

  #submit(): void {
    if (this.#settled === undefined) return
    try {
      const lane = this.#client.ready(this.probe)
      if (lane === undefined) {
        this.#client.makeRoom(this.probe).then(
          () => this.#submit(),
          (error: unknown) => this.#fail(error),
        )
        return
      }
      if (this.#last !== undefined) {
        this.#earlier ??= []
        this.#earlier.push(this.#last)
      }
      this.#last = { lane, token: lane.submit(this.probe, this) }
      this.#count++
    } catch (error) {
      this.#fail(error)
    }
  }

  #fail(error: unknown): void {
    const settled = this.#settled
    this.cancel()
    settled?.failed(this, error)
  }

  onEvent(event: SessionEvent<Observer>): void {
    if (this.#settled === undefined) return
    if (event.type === 'ended') {
      const { ending } = event
      if (ending.status === 'cancelled') this.#fail(this.#laneOf(event.token)?.error ?? new Error('cancelled'))
      else if (ending.status === 'timeout' && this.#count < this.#most) this.start()
      else this.#end(ending)
    } else if (event.type === 'late' && REPLIES.includes(event.icmpType)) {
      const { from, rtt = 0, hopLimit, bytes, icmpCode } = event
      const sent = 8 + this.probe.data.length
      const data = bytes === sent ? 'intact' : bytes < sent ? 'truncated' : 'extended'
      const matchedBy = this.probe.data.length < 16 ? 'key' : 'cookie'
      this.#end({ status: 'reply', from, rtt, rttSource: 'user', hopLimit, code: icmpCode, bytes, matchedBy, data })
    }
  }

  #laneOf(token: number): Lane | undefined {
    return [...(this.#earlier ?? []), this.#last].find((attempt) => attempt?.token === token)?.lane
  }

  #end(ending: Ended): void {
    const settled = this.#settled
    // With one attempt, which has ended, there is nothing to be cancelled.
    if (this.#earlier === undefined) this.#settled = undefined
    else this.cancel()
    settled?.ended(this, ending)
  }
}
