/** What is wrong with the numbers a caller gives is said before anything is resolved, opened or sent. */
import { IcmpError, type IcmpErrorCode } from '../errors.js'
import type { Capabilities, PerPacketOption } from '../transport/capabilities.js'
import type { Address, Family } from '../wire/address.js'
import type { Interval } from './schedule.js'

/** Largest echo data: 65,535 of IPv4's total length less 20 and 8 of headers; of IPv6's payload length less 8. */
export const MAX_DATA: Record<Family, number> = { 4: 65_507, 6: 65_527 }

/** Timers of every platform hold a signed 32-bit number of milliseconds. */
const LONGEST = 0x7fff_ffff

/** Requests at once, as many as iputils' ping takes. */
const MOST_AT_ONCE = 65_536

/** @throws `ICMP_INVALID_HOP_LIMIT` */
export function checkHopLimit(value: number | undefined): void {
  if (value === undefined || isWhole(value, 1, 255)) return
  throw invalid('ICMP_INVALID_HOP_LIMIT', 'TTL (hop limit)', value, 'a whole number from 1 to 255')
}

/** @throws `ICMP_INVALID_TIMEOUT` */
export function checkTimeout(value: number | undefined): void {
  if (value === undefined || (typeof value === 'number' && value > 0 && value <= LONGEST)) return
  throw invalid('ICMP_INVALID_TIMEOUT', 'timeout', value, `a number of milliseconds above 0, at most ${LONGEST}`)
}

/** @throws `ICMP_INVALID_INTERVAL` */
export function checkInterval(value: Interval | undefined): void {
  if (value === undefined || value === 'adaptive' || value === 'flood') return
  if (typeof value === 'number' && value >= 0 && value <= LONGEST) return
  throw invalid(
    'ICMP_INVALID_INTERVAL',
    'interval',
    value,
    "a number of milliseconds, 0 or more, 'adaptive' or 'flood'",
  )
}

/** @throws `ICMP_INVALID_OPTION` */
export function checkPreload(value: number | undefined): void {
  if (value === undefined || isWhole(value, 1, MOST_AT_ONCE)) return
  throw invalid('ICMP_INVALID_OPTION', 'preload', value, `a whole number of requests from 1 to ${MOST_AT_ONCE}`)
}

/** @throws `ICMP_INVALID_OPTION` */
export function checkCount(value: number | undefined): void {
  if (value === undefined || value === Number.POSITIVE_INFINITY || isWhole(value, 1, Number.MAX_SAFE_INTEGER)) return
  throw invalid('ICMP_INVALID_OPTION', 'count', value, 'a whole number, 1 or more')
}

/** @throws `ICMP_INVALID_OPTION` */
export function checkTrafficClass(value: number | undefined): void {
  if (value === undefined || isWhole(value, 0, 255)) return
  throw invalid('ICMP_INVALID_OPTION', 'traffic class', value, 'a whole number from 0 to 255')
}

/** @throws `ICMP_INVALID_OPTION`, `ICMP_PAYLOAD_TOO_LARGE` */
export function checkSize(value: number | undefined, largest: number): void {
  if (value === undefined || isWhole(value, 0, largest)) return
  const tooLarge = isWhole(value, 0, Number.MAX_SAFE_INTEGER)
  const code = tooLarge ? 'ICMP_PAYLOAD_TOO_LARGE' : 'ICMP_INVALID_OPTION'
  throw invalid(code, 'size', value, `a whole number of data bytes from 0 to ${largest}`)
}

/** @throws `ICMP_INVALID_OPTION` */
export function checkDontFragment(value: unknown): void {
  if (value === undefined || typeof value === 'boolean' || value === 'want') return
  throw invalid('ICMP_INVALID_OPTION', 'dontFragment', value, "true, false or 'want'")
}

/** @throws `ICMP_INVALID_OPTION` */
export function checkSendBuffer(value: number | undefined): void {
  if (value === undefined || isWhole(value, 1, LONGEST)) return
  throw invalid('ICMP_INVALID_OPTION', 'send buffer', value, `a whole number of bytes from 1 to ${LONGEST}`)
}

/** @throws `ICMP_FAMILY_MISMATCH` */
export function checkSource(source: Address | undefined, to: Address): void {
  if (source === undefined || source.family === to.family) return
  const message = `The source is of IPv${source.family}, the target of IPv${to.family}: use one of the same family.`
  throw new IcmpError('ICMP_FAMILY_MISMATCH', message)
}

/**
 * Options that this socket can't put on a packet are refused, never dropped in silence.
 * @throws `ICMP_UNSUPPORTED`
 */
export function checkSupported(
  options: { readonly [option in PerPacketOption | 'responders']?: unknown },
  capabilities: Capabilities,
  transport: string,
): void {
  if (options.responders !== undefined && !capabilities.sees.includes('duplicates')) {
    const message = `The transport '${transport}' hands over one reply only: leave 'responders' out, or choose another transport.`
    throw new IcmpError('ICMP_UNSUPPORTED', message)
  }
  for (const option of ['hopLimit', 'trafficClass', 'source', 'interface'] as const) {
    if (options[option] === undefined || capabilities.perPacket.includes(option)) continue
    throw new IcmpError(
      'ICMP_UNSUPPORTED',
      `The transport '${transport}' can't set ${option} for a packet: leave it out, or choose another transport.`,
    )
  }
}

function isWhole(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
}

function invalid(code: IcmpErrorCode, what: string, value: unknown, expected: string): IcmpError {
  const given = typeof value === 'string' ? `'${value}'` : String(value)
  return new IcmpError(code, `Invalid ${what} ${given}: give ${expected}.`)
}
