import type { Observer, ProbeStream, RedirectEvent, StrayEvent } from '@icmp/core'
import { type Asked, addressText, toAnswer } from './answer.js'
import type { PingAnswer, PingEvent } from './types.js'

interface Opened {
  stream: ProbeStream
  asked: Omit<Asked, 'sequence'>
}

/** A stream of probes whose target is resolved when the first answer is asked for. */
export class AnswerStream implements AsyncIterableIterator<PingAnswer> {
  readonly #open: () => Promise<Opened>
  #opened: Promise<Opened> | undefined
  #over = false

  constructor(open: () => Promise<Opened>) {
    this.#open = open
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async next(): Promise<IteratorResult<PingAnswer, undefined>> {
    if (this.#over) return { value: undefined, done: true }
    this.#opened ??= this.#open()
    try {
      const { stream, asked } = await this.#opened
      if (this.#over) return stream.return() as Promise<IteratorResult<PingAnswer, undefined>>
      const { value, done } = await stream.next()
      if (done === true || value === undefined) return { value: undefined, done: true }
      return { value: toAnswer(value.ending, { ...asked, sequence: value.sequence }), done: false }
    } catch (error) {
      this.#over = true
      throw error
    }
  }

  async return(): Promise<IteratorResult<PingAnswer, undefined>> {
    this.#over = true
    const opened = await this.#opened?.catch(() => undefined)
    await opened?.stream.return()
    return { value: undefined, done: true }
  }

  static event(event: StrayEvent<Observer> | RedirectEvent<Observer>, sequence: number): PingEvent {
    const { type, bytes } = event
    const from = addressText(event.from)
    if (event.type === 'redirect') return { type, sequence, from, bytes, gateway: addressText(event.gateway) }
    const { rtt, hopLimit, icmpType, icmpCode } = event
    return { type, sequence, from, bytes, rtt, ttl: hopLimit, icmpType, icmpCode }
  }
}
