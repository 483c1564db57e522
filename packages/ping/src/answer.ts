import { type Address, type Ending, formatAddress } from '@icmp/core'
import { zoneOf } from './interfaces.js'
import type { PingAnswer } from './types.js'

/** What an answer says of its request. */
export interface Asked {
  target: string
  address: Address
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
  const { target, sequence, size, transport } = asked
  const { family } = asked.address
  const base = { target, address: addressText(asked.address), family, sequence, size, transport }
  switch (ending.status) {
    case 'reply': {
      const { status, rtt, rttSource, hopLimit, bytes, matchedBy, data } = ending
      const from = addressText(ending.from)
      const ttl = hopLimit === undefined ? {} : { ttl: hopLimit }
      return { ok: true, status, from, rtt, rttSource, ...ttl, bytes, matchedBy, data, ...base }
    }
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
