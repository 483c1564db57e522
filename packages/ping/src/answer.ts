import { type Address, type Responder as CoreResponder, type Ending, formatAddress, type Reply } from '@icmp/core'
import { zoneOf } from './interfaces.js'
import type { PingAnswer, ReplyAnswer, Responder } from './types.js'

/** What an answer says of its request. */
export interface Asked {
  target: string
  address: Address
  /** The address as text, where it is at hand. */
  text?: string | undefined
  sequence: number
  size: number
  transport: string
}

/** Address text with the interface's name as zone, as users write it. */
export function addressText(address: Address): string {
  if (address.scope === 0) return formatAddress(address)
  return `${formatAddress({ ...address, scope: 0 })}%${zoneOf(address.scope)}`
}

/** An ending as an app sees it: addresses as text, beside what was asked. */
export function toAnswer(ending: Exclude<Ending, { status: 'cancelled' }>, asked: Asked): PingAnswer {
  if (ending.status === 'reply') return replyAnswer(ending, asked)
  const { target, sequence, size, transport } = asked
  const { family } = asked.address
  const base = { target, address: addressText(asked.address), family, sequence, size, transport }
  switch (ending.status) {
    case 'timeout':
      return { ok: false, status: 'timeout', ...base }
    case 'send-error':
      return { ok: false, ...ending, ...base }
    case 'packet-too-big':
      if (ending.origin === 'local') return { ok: false, ...ending, ...base }
      return { ok: false, ...ending, from: addressText(ending.from), ...base }
    default:
      return { ok: false, ...ending, from: addressText(ending.from), ...base }
  }
}

/** Field by field: this is most of what a sweep hands out, and spreading takes four times as long. */
function replyAnswer(ending: Reply, asked: Asked): PingAnswer {
  const { from, rtt, rttSource, hopLimit: ttl, identifier, bytes, matchedBy, data } = ending
  const { target, sequence, size, transport } = asked
  const { family } = asked.address
  const address = asked.text ?? addressText(asked.address)
  const answer: ReplyAnswer = {
    ok: true,
    status: 'reply',
    from: isSame(from, asked.address) ? address : addressText(from),
    rtt,
    rttSource,
    ttl,
    bytes,
    identifier,
    matchedBy,
    data,
    target,
    address,
    family,
    sequence,
    size,
    transport,
  }
  // Asked for by few: a field that is there for all would be one more for each answer of a sweep.
  if (ending.responders !== undefined) answer.responders = ending.responders.map(toResponder)
  return answer
}

function toResponder({ from, hopLimit: ttl, ...said }: CoreResponder): Responder {
  const { rtt, rttSource, bytes, identifier, matchedBy, data } = said
  return { from: addressText(from), rtt, rttSource, ttl, bytes, identifier, matchedBy, data }
}

/** Whether they read the same: unlike on the wire, a scope counts. */
function isSame(a: Address, b: Address): boolean {
  if (a === b) return true
  if (a.bytes.length !== b.bytes.length || a.scope !== b.scope) return false
  for (let i = 0; i < a.bytes.length; i++) if (a.bytes[i] !== b.bytes[i]) return false
  return true
}
