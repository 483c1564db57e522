import { type Channel, channel } from 'node:diagnostics_channel'
import { type Ending, IcmpError, type Tracer, type TraceStep } from '@icmp/core'
import { addressText } from './answer.js'
import type { ProbeEnding, ProbeTrace } from './trace-types.js'

type Name = TraceStep['type']

/** Held here for good: Node forgets a channel that nobody refers to, and its later subscribers would not be heard. */
const SUBMITTED = channel('icmp:probe:submitted')
const SENT = channel('icmp:probe:sent')
const STAMPED = channel('icmp:probe:stamped')
const ENDED = channel('icmp:probe:ended')
const EVENT = channel('icmp:probe:event')

/** Asked four times of each probe: looked up by its key in an object, it took a hundredth of a ping's time. */
function channelOf(type: Name): Channel {
  switch (type) {
    case 'submitted':
      return SUBMITTED
    case 'sent':
      return SENT
    case 'stamped':
      return STAMPED
    case 'ended':
      return ENDED
    default:
      return EVENT
  }
}

/** Tells the subscribers of Node's diagnostics channels, and the pinger's own listener, of each step of a probe's life. */
export class ChannelTracer implements Tracer {
  readonly #transport: string
  readonly #listener: ((step: ProbeTrace) => void) | undefined

  /** @throws `ICMP_INVALID_OPTION` */
  constructor(transport: string, listener: ((step: ProbeTrace) => void) | undefined) {
    if (listener !== undefined && typeof listener !== 'function') {
      throw new IcmpError('ICMP_INVALID_OPTION', `Invalid trace ${String(listener)}: give a function.`)
    }
    this.#transport = transport
    this.#listener = listener
  }

  wants(type: Name): boolean {
    return this.#listener !== undefined || channelOf(type).hasSubscribers
  }

  tell(step: TraceStep): void {
    const told = this.#told(step)
    // What a subscriber throws, Node tells as an uncaught exception, in a turn of its own.
    channelOf(step.type).publish(told)
    this.#listener?.(told)
  }

  #told(step: TraceStep): ProbeTrace {
    const { socket, family, at } = step
    const base = { transport: this.#transport, socket, family, at }
    if (step.type === 'foreign') {
      const { type, from, bytes, icmpType, icmpCode } = step
      return { type, ...base, from: from && addressText(from), bytes, icmpType, icmpCode }
    }
    const probe = { ...base, token: step.token, address: addressText(step.to) }
    switch (step.type) {
      case 'submitted':
        return { type: step.type, ...probe, size: step.size, timeout: step.timeout }
      case 'sent':
        return { type: step.type, ...probe, identifier: step.identifier, sequence: step.sequence }
      case 'stamped':
        return { type: step.type, ...probe, kernel: step.stamp.kernel!, offset: step.stamp.offset }
      case 'ended':
        return { type: step.type, ...probe, ...endingOf(step.ending) }
      case 'redirect': {
        const { type, from, gateway, bytes } = step
        return { type, ...probe, from: addressText(from), gateway: addressText(gateway), bytes }
      }
      case 'response': {
        const { from, rtt, hopLimit, bytes } = step.response
        return { type: step.type, ...probe, from: addressText(from), rtt, ttl: hopLimit, bytes }
      }
      default: {
        const { type, from, rtt, hopLimit, bytes, icmpType, icmpCode } = step
        return { type, ...probe, from: addressText(from), rtt, ttl: hopLimit, bytes, icmpType, icmpCode }
      }
    }
  }
}

function endingOf(ending: Ending): ProbeEnding {
  const { status } = ending
  switch (status) {
    case 'timeout':
    case 'cancelled':
      return { status }
    case 'send-error':
      return { status, error: ending.error }
    case 'reply': {
      const { rtt, rttSource, hopLimit, bytes } = ending
      return { status, from: addressText(ending.from), rtt, rttSource, ttl: hopLimit, bytes }
    }
    default: {
      if (status === 'packet-too-big' && ending.origin === 'local') return { status, origin: 'local', mtu: ending.mtu }
      const { from, type, code, ...rest } = ending
      return { ...rest, from: addressText(from), icmpType: type, icmpCode: code }
    }
  }
}
