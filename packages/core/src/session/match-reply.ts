/**
 * When is an echo reply ours? Only if the identifier, the sequence, the source (unless any source may answer) and the
 * keyed cookie agree; data too small for a cookie must come back as sent and says `matchedBy: 'key'`.
 */
import type { Address } from '../wire/address.js'
import { COOKIE_LENGTH, type CookieJar } from './cookie.js'
import type { Reply } from './ending.js'
import type { ProbeTable } from './probe-table.js'

/** Bytes of an echo's header, before its data (RFC 792, RFC 4443 §4.1). */
export const ECHO_HEADER = 8

export interface Ours {
  is: 'ours'
  matchedBy: Reply['matchedBy']
  data: Reply['data']
}

export type ReplyVerdict = Ours | { is: 'corrupted' } | { is: 'foreign' }

const CORRUPTED: ReplyVerdict = { is: 'corrupted' }
const FOREIGN: ReplyVerdict = { is: 'foreign' }
const BY_COOKIE: ReplyVerdict = { is: 'ours', matchedBy: 'cookie', data: 'intact' }
const BY_KEY: ReplyVerdict = { is: 'ours', matchedBy: 'key', data: 'intact' }

/**
 * @param icmp the reply's ICMP message, whose identifier and sequence name the probe
 * @param key the wire key that the cookie was sealed with
 */
export function matchReply(
  probes: ProbeTable,
  row: number,
  key: number,
  icmp: Uint8Array,
  from: Address,
  jar: CookieJar,
): ReplyVerdict {
  if (!probes.request(row).anySource && !probes.isTo(row, from)) return FOREIGN
  return matchData(probes, row, key, icmp, ECHO_HEADER, jar)
}

/** The same for data alone, as an operating system's call hands it back. */
export function matchData(
  probes: ProbeTable,
  row: number,
  key: number,
  bytes: Uint8Array,
  start: number,
  jar: CookieJar,
): ReplyVerdict {
  const { data } = probes.request(row)
  const received = bytes.length - start
  const hasCookie = data.length >= COOKIE_LENGTH
  if (hasCookie) {
    if (received < COOKIE_LENGTH) return CORRUPTED
    const verdict = jar.verify(
      bytes,
      start,
      probes.token[row]!,
      key,
      probes.words,
      probes.wordsAt(row),
      probes.addressWords,
    )
    if (verdict === 'damaged') return CORRUPTED
    if (verdict === 'foreign') return FOREIGN
  }
  const common = Math.min(received, data.length)
  for (let i = hasCookie ? COOKIE_LENGTH : 0; i < common; i++) if (bytes[start + i] !== data[i]) return CORRUPTED
  if (received === data.length) return hasCookie ? BY_COOKIE : BY_KEY
  return {
    is: 'ours',
    matchedBy: hasCookie ? 'cookie' : 'key',
    data: received < data.length ? 'truncated' : 'extended',
  }
}
