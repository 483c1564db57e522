import { LIES } from './lies.js'
import { reply } from './packets.js'
import { type Request, readRequest } from './request.js'

/** Who has this number answers when all lies have been told: whoever has its reply has all that came before. */
export const LAST = 250

/**
 * All liars at once: what they send for the packets they get, and when. Each lies to a sender once: his later requests get
 * true replies, at the first of which he has seen all of the lie that was not sent late.
 */
export class Liars {
  readonly #send: (packet: Uint8Array) => void
  /** Of each sender to each liar. */
  readonly #requests = new Map<string, Request[]>()
  readonly #timers = new Set<NodeJS.Timeout>()
  #last: Request[] = []

  constructor(send: (packet: Uint8Array) => void) {
    this.#send = send
  }

  receive(packet: Uint8Array): void {
    const request = readRequest(packet)
    if (request === undefined) return
    if (request.number === LAST) this.#last.push(request)
    else this.#tell(request)
    this.#tellLast()
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer)
  }

  #tell(request: Request): void {
    const lie = LIES[request.number - 1]
    if (lie?.families.includes(request.family) !== true) return
    const requests = this.#sofar(request)
    const answer = requests.length > lie.requests ? [{ bytes: reply(request), after: 0 }] : lie.answer(requests)
    for (const { bytes, after } of answer) {
      if (after === 0) this.#send(bytes)
      else this.#sendAfter(bytes, after)
    }
  }

  #sofar(request: Request): readonly Request[] {
    const key = [request.identifier, ...request.source, ...request.destination].join()
    const requests = [...(this.#requests.get(key) ?? []), request]
    this.#requests.set(key, requests)
    return requests
  }

  #sendAfter(bytes: Uint8Array, after: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      this.#send(bytes)
      this.#tellLast()
    }, after)
    this.#timers.add(timer)
  }

  #tellLast(): void {
    if (this.#timers.size > 0) return
    for (const request of this.#last) this.#send(reply(request))
    this.#last = []
  }
}
