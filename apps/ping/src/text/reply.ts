import { triptime } from './time.js'

export interface ReplyText {
  /** Length of the ICMP message. */
  bytes: number
  /** Data bytes that were sent. */
  size: number
  from: string
  sequence: number
  ttl?: number | undefined
  /** Milliseconds. */
  rtt?: number | undefined
  duplicate?: boolean | undefined
  corrupted?: boolean | undefined
  /** What `-v` adds on raw sockets. */
  identifier?: number | undefined
  /** `-a`: a bell at the end. */
  audible?: boolean | undefined
}

/** Data bytes that iputils' time stamp takes: with fewer it can't measure, and says no time. */
export const TIMED_SIZE = 16

export function replyLine(reply: ReplyText): string {
  const { bytes, size, from, ttl, rtt } = reply
  const ident = reply.identifier === undefined ? '' : ` ident=${reply.identifier}`
  const hops = ttl === undefined ? '' : ` ttl=${ttl}`
  const head = `${bytes} bytes from ${from}: ${icmpSequence(reply.sequence)}${ident}${hops}`
  if (bytes < size + 8) return `${head} (truncated)\n`
  const time = size >= TIMED_SIZE && rtt !== undefined ? ` time=${triptime(rtt)} ms` : ''
  const duplicate = reply.duplicate ? ' (DUP!)' : ''
  const corrupted = reply.corrupted ? ' (BAD CHECKSUM!)' : ''
  return `${head}${time}${duplicate}${corrupted}${reply.audible ? '\x07' : ''}\n`
}

/** The field in the packet has 16 bits, and iputils prints that one. */
export function icmpSequence(sequence: number): string {
  return `icmp_seq=${sequence & 0xffff}`
}
