import type { BesideEvent, ProbeStream, ProbeStreamOptions } from '@icmp/core'
import { type Asked, addressText, toAnswer } from './answer.js'
import type { OrderedFlow } from './statistics/flow.js'
import type { PingAnswer, PingEvent, StreamOptions } from './types.js'

interface Opened {
  stream: ProbeStream
  asked: Omit<Asked, 'sequence'>
}

/** Whom a stream tells, as long as it is not over. */
export interface Listeners extends Pick<StreamOptions, 'onAnswer' | 'onEvent' | 'onSend'> {
  flow?: OrderedFlow | undefined
}

/**
 * The listeners as the client gets them. It remembers ended probes with their listeners, for late answers, and those may
 * hold anything: the pinger, which then could not be collected. So they are reached through an object that is emptied.
 */
export function listening(
  listeners: Listeners,
  asked: Opened['asked'],
): Pick<ProbeStreamOptions, 'onEvent' | 'onSend' | 'onEnd'> {
  return {
    onSend: (sequence, lag) => {
      listeners.flow?.sentInTurn(lag)
      listeners.onSend?.(sequence, lag)
    },
    onEnd: (ending, sequence) => {
      listeners.flow?.ended(ending, sequence)
      listeners.onAnswer?.(toAnswer(ending, { ...asked, sequence }))
    },
    onEvent: (event, sequence) => {
      listeners.flow?.stray(event, sequence)
      listeners.onEvent?.(toEvent(event, sequence))
    },
  }
}

function toEvent(event: BesideEvent, sequence: number): PingEvent {
  if (event.type === 'response') {
    const { from, rtt, hopLimit, bytes, identifier } = event.response
    return { type: 'response', sequence, from: addressText(from), bytes, rtt, ttl: hopLimit, identifier }
  }
  const { type, bytes } = event
  const from = addressText(event.from)
  if (event.type === 'redirect') return { type, sequence, from, bytes, gateway: addressText(event.gateway) }
  const { rtt, hopLimit, icmpType, icmpCode, identifier } = event
  return { type, sequence, from, bytes, rtt, ttl: hopLimit, icmpType, icmpCode, identifier }
}

/** A stream of probes whose target is resolved when the first answer is asked for. */
export class AnswerStream implements AsyncIterableIterator<PingAnswer> {
  readonly #listeners: Listeners
  /** Refers to the pinger, which lives as long as somebody waits for its answers. */
  readonly #open: () => Promise<Opened>
  #opened: Promise<Opened> | undefined
  #over = false

  constructor(listeners: Listeners, open: () => Promise<Opened>) {
    this.#listeners = listeners
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
      if (done === true || value === undefined) {
        this.#end()
        return { value: undefined, done: true }
      }
      const { target, address, size, transport } = asked
      const of = { target, address, sequence: value.sequence, size, transport }
      return { value: toAnswer(value.ending, of), done: false }
    } catch (error) {
      this.#end()
      throw error
    }
  }

  async return(): Promise<IteratorResult<PingAnswer, undefined>> {
    this.#end()
    const opened = await this.#opened?.catch(() => undefined)
    await opened?.stream.return()
    return { value: undefined, done: true }
  }

  #end(): void {
    this.#over = true
    this.#listeners.onAnswer = undefined
    this.#listeners.onEvent = undefined
    this.#listeners.onSend = undefined
    this.#listeners.flow?.end()
    this.#listeners.flow = undefined
  }
}
