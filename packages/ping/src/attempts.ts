import {
  type Address,
  type Client,
  closedError,
  type Ending,
  type Observer,
  type ProbeOptions,
  type SessionEvent,
} from '@icmp/core'
import type { Flow } from './statistics/flow.js'

type Ended = Exclude<Ending, { status: 'cancelled' }>

/** What the targets of a sweep have in common, and who is told how each one ended. */
export interface Plan {
  readonly client: Client
  /** Attempts that a target is given. */
  readonly most: number
  /** Data bytes of a request. */
  readonly size: number
  /** The request for such a target, which others may share: see `sharedProber`. */
  request(to: Address): ProbeOptions
  /** Told of every attempt's life. */
  readonly flow?: Flow | undefined
  /** Called before each request; what it gives is waited for. */
  turn(): Promise<void> | undefined
  /** Exactly one of these two is called, once, unless the attempts were cancelled. */
  ended(attempts: Attempts, ending: Ended, to: Address): void
  /** With what opening a socket gives, or `ICMP_CLOSED`. */
  failed(attempts: Attempts, error: unknown): void
}

type Lane = NonNullable<ReturnType<Client['ready']>>

interface Earlier {
  lane: Lane
  token: number
}

/** What only those need that are sent more than once, or had to wait before they were sent. */
interface Repeated {
  to: Address
  /** Those before the last one: they have run out, but a late reply to them counts. */
  earlier: Earlier[]
}

/** Numbers of echo replies. What else comes late is an error. */
const REPLIES: readonly number[] = [0, 129]

/**
 * A probe that is sent again when it times out. Each attempt has a sequence of its own, and the first reply to any of them
 * ends it, also when its attempt had run out already. It is the observer of its probes itself, uses no promise where
 * nothing has to be waited for, and keeps little: tens of thousands of them are made a second, or are under way at once.
 */
export class Attempts implements Observer {
  readonly target: string
  /** Where its owner keeps it. */
  place = 0
  /** Undefined once it is told. What a session remembers of an ended probe must not keep a whole sweep alive. */
  #plan: Plan | undefined
  /** Told also of what comes when the plan has been. */
  readonly #flow: Flow | undefined
  #lane: Lane | undefined
  #token = 0
  #repeated: Repeated | undefined

  constructor(plan: Plan, target: string) {
    this.#plan = plan
    this.#flow = plan.flow
    this.target = target
  }

  /** Requests sent so far, or about to be. */
  get count(): number {
    // Tokens begin with 1.
    return (this.#repeated?.earlier.length ?? 0) + (this.#token > 0 ? 1 : 0)
  }

  /** @param to lent until the return */
  start(to: Address): void {
    const plan = this.#plan
    if (plan === undefined) return
    try {
      const turn = plan.turn()
      if (turn === undefined && plan.most === 1 && this.#submit(plan, to)) return
      this.#repeated = { to: { ...to, bytes: to.bytes.slice() }, earlier: [] }
      this.#await(plan, turn)
    } catch (error) {
      this.#fail(error)
    }
  }

  /** Nobody waits for it any more. */
  cancel(): void {
    this.#plan = undefined
    // A late reply may be read together with what made it late, before the next attempt could leave.
    if (this.#lane?.cancel(this.#token)) this.#token = 0
    for (const { lane, token } of this.#repeated?.earlier ?? []) lane.cancel(token)
  }

  /** Submits when the turn has come, and there is room. */
  #await(plan: Plan, turn: Promise<void> | undefined): void {
    const again = (): void => {
      if (this.#plan !== undefined) this.#await(plan, undefined)
    }
    const failed = (error: unknown): void => this.#fail(error)
    const { to } = this.#repeated!
    try {
      if (turn !== undefined) turn.then(again, failed)
      else if (!this.#submit(plan, to)) plan.client.makeRoom(plan.request(to)).then(again, failed)
    } catch (error) {
      failed(error)
    }
  }

  /** Whether there was room. */
  #submit(plan: Plan, to: Address): boolean {
    const request = plan.request(to)
    const lane = plan.client.ready(request)
    if (lane === undefined) return false
    if (this.#lane !== undefined) this.#repeated?.earlier.push({ lane: this.#lane, token: this.#token })
    this.#lane = lane
    this.#token = lane.submit(request, this, to)
    this.#flow?.sent()
    return true
  }

  #fail(error: unknown): void {
    const plan = this.#plan
    this.cancel()
    plan?.failed(this, error)
  }

  onEvent(event: SessionEvent<Observer>): void {
    const plan = this.#plan
    if (event.type === 'ended') this.#flow?.ended(event.ending)
    else if (event.type !== 'foreign') this.#flow?.stray(event)
    if (plan === undefined) return
    if (event.type === 'ended') {
      const { ending } = event
      if (ending.status === 'cancelled') this.#fail(closedError(this.#laneOf(event.token)?.error))
      else if (ending.status === 'timeout' && this.count < plan.most) this.#again(plan)
      else this.#end(plan, ending, event.to)
    } else if (event.type === 'late' && REPLIES.includes(event.icmpType)) {
      const { from, rtt = 0, hopLimit, bytes, icmpCode } = event
      const sent = 8 + plan.size
      const data = bytes === sent ? 'intact' : bytes < sent ? 'truncated' : 'extended'
      const matchedBy = plan.size < 16 ? 'key' : 'cookie'
      const rttSource = 'user'
      const code = icmpCode
      this.#end(plan, { status: 'reply', from, rtt, rttSource, hopLimit, code, bytes, matchedBy, data }, event.to)
    }
  }

  #again(plan: Plan): void {
    try {
      this.#await(plan, plan.turn())
    } catch (error) {
      this.#fail(error)
    }
  }

  #laneOf(token: number): Lane | undefined {
    if (token === this.#token) return this.#lane
    return this.#repeated?.earlier.find((attempt) => attempt.token === token)?.lane
  }

  #end(plan: Plan, ending: Ended, to: Address): void {
    // With one attempt, which has ended, there is nothing to be cancelled.
    if (this.#repeated === undefined) this.#plan = undefined
    else this.cancel()
    plan.ended(this, ending, to)
  }
}
