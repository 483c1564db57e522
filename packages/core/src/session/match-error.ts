/**
 * When is an ICMP error ours? Only if its quoted datagram is: an echo request with our identifier and sequence, to the
 * probe's target, from the address that the error came to; and where the quote reaches into the data, with our cookie.
 * A router that keeps 8 bytes of the request only pads them with zeros where extensions follow (RFC 4884 §5.1): zeros say nothing.
 */
import type { Address } from '../wire/address.js'
import { COOKIE_LENGTH, type CookieJar } from './cookie.js'
import type { ProbeTable } from './probe-table.js'

const UNSPECIFIED = { 4: new Uint8Array(4), 6: new Uint8Array(16) } as const

export interface Quote {
  /** Addresses as quoted; undefined where the source of the report has none. */
  source: Uint8Array | undefined
  destination: Uint8Array
  /** Echo data that the quote holds: often none, RFC 792 asks for 8 bytes only. */
  payload: Uint8Array
}

export function quotesProbe(
  probes: ProbeTable,
  row: number,
  key: number,
  quote: Quote,
  deliveredTo: Address | undefined,
  jar: CookieJar,
): boolean {
  const { data, anySource, source } = probes.request(row)
  // An unspecified target leaves this host as another address, the kernel's choice.
  const rewritten = anySource === true && probes.hasBytes(row, UNSPECIFIED[probes.family])
  if (!rewritten && !probes.hasBytes(row, quote.destination)) return false
  if (quote.source !== undefined) {
    // The error was sent to the source of what it quotes; a host with several addresses tells by it whose it is.
    if (source !== undefined && !sameBytes(quote.source, source.bytes)) return false
    if (deliveredTo !== undefined && !sameBytes(quote.source, deliveredTo.bytes)) return false
  }
  if (data.length < COOKIE_LENGTH || !reachesCookie(quote.payload)) return true
  const { words, addressWords } = probes
  return jar.verify(quote.payload, 0, probes.token[row]!, key, words, probes.wordsAt(row), addressWords) === 'same'
}

function reachesCookie(payload: Uint8Array): boolean {
  if (payload.length < COOKIE_LENGTH) return false
  for (let i = 0; i < COOKIE_LENGTH; i++) if (payload[i] !== 0) return true
  return false
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
