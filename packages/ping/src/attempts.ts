import type { Client, Ending, Observer, ProbeOptions, SessionEvent } from '@icmp/core'

type Ended = Exclude<Ending, { status: 'cancelled' }>

export interface Attempted {
  ending: Ended
  attempts: number
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
 * ends it, also when its attempt had run out already.
 */
export class Attempts {
  readonly #client: Client
  readonly #probe: ProbeOptions
  readonly #most: number
  /** Called before each request; what it gives is waited for. */
  readonly #turn: () => Promise<void> | undefined
  readonly #sent: Attempt[] = []
  #settle: { resolve(attempted: Attempted): void; reject(error: unknown): void } | undefined

  constructor(client: Client, probe: ProbeOptions, most: number, turn: () => Promise<void> | undefined) {
    this.#client = client
    this.#probe = probe
    this.#most = most
    this.#turn = turn
  }

  /** Rejects with what opening a socket gives, and with `ICMP_CLOSED`. */
  run(): Promise<Attempted> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject }
      void this.#next()
    })
  }

  /** Nobody waits for it any more. */
  cancel(): void {
    this.#settle = undefined
    for (const { lane, token } of this.#sent) lane.cancel(token)
  }

  async #next(): Promise<void> {
    try {
      await this.#turn()
      let lane = this.#client.ready(this.#probe)
      for (; lane === undefined; lane = this.#client.ready(this.#probe)) await this.#client.makeRoom(this.#probe)
      if (this.#settle === undefined) return
      const observer: Observer = { onEvent: (event) => this.#onEvent(event, lane) }
      this.#sent.push({ lane, token: lane.submit(this.#probe, observer) })
    } catch (error) {
      this.#settle?.reject(error)
      this.cancel()
    }
  }

  #onEvent(event: SessionEvent<Observer>, lane: Lane): void {
    if (this.#settle === undefined) return
    if (event.type === 'late' && REPLIES.includes(event.icmpType)) {
      const { from, rtt = 0, hopLimit, bytes, icmpCode } = event
      const data =
        bytes === 8 + this.#probe.data.length
          ? 'intact'
          : bytes < 8 + this.#probe.data.length
            ? 'truncated'
            : 'extended'
      const matchedBy = this.#probe.data.length < 16 ? 'key' : 'cookie'
      this.#end({ status: 'reply', from, rtt, rttSource: 'user', hopLimit, code: icmpCode, bytes, matchedBy, data })
    } else if (event.type === 'ended') {
      const { ending } = event
      if (ending.status === 'cancelled') this.#settle.reject(lane.error ?? new Error('cancelled'))
      else if (ending.status === 'timeout' && this.#sent.length < this.#most) void this.#next()
      else this.#end(ending)
    }
  }

  #end(ending: Ended): void {
    const settle = this.#settle
    this.cancel()
    settle?.resolve({ ending, attempts: this.#sent.length })
  }
}
