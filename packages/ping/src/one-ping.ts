import { closedError, type Observer, type ProbeOptions, type SessionEvent } from '@icmp/core'
import { type Asked, toAnswer } from './answer.js'
import type { ClientPinger } from './pinger.js'
import type { PingAnswer } from './types.js'

type Lane = NonNullable<ReturnType<ClientPinger['client']['ready']>>

/** A request, and what its answer says of it. Both serve for any number of pings. */
export interface Question {
  readonly request: ProbeOptions
  readonly asked: Asked
}

/**
 * A ping for which nothing has to be waited for but its answer: the observer of its probe itself, with a single promise,
 * where `Client.probe` takes three. Whoever pings one after another waits for each of them.
 */
export class OnePing implements Observer {
  readonly answer: Promise<PingAnswer>
  readonly #asked: Asked
  readonly #lane: Lane
  /** As long as somebody waits: what a client remembers of ended probes must not lead back to the pinger. */
  #pinger: ClientPinger | undefined
  #resolve!: (answer: PingAnswer) => void
  #reject!: (error: unknown) => void

  /** @throws `ICMP_CLOSED`, `ICMP_SYSTEM` */
  constructor(pinger: ClientPinger, lane: Lane, { request, asked }: Question) {
    this.#pinger = pinger
    this.#lane = lane
    this.#asked = asked
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    lane.submit(request, this)
  }

  onEvent(event: SessionEvent<Observer>): void {
    if (event.type !== 'ended' || this.#pinger === undefined) return
    this.#pinger = undefined
    const { ending } = event
    if (ending.status === 'cancelled') this.#reject(closedError(this.#lane.error))
    else this.#resolve(toAnswer(ending, this.#asked))
  }
}
