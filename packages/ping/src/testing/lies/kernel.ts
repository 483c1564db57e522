/** What Linux does with a packet before a raw ICMP socket of ours has it: the part of it that lies depend on. */
import { ECHO_REPLY, ECHO_REQUEST, type IpPacket, quotedBytes, type Received } from '@icmp/core'

/** Types that the sockets' filters let in. */
const ACCEPTED = { 4: [0, 3, 4, 5, 11, 12], 6: [129, 1, 2, 3, 4, 137] } as const
const REDIRECT_6 = 137

/** Whether it passes the checksums that the kernel verifies, and the filters on types and on the block of identifiers. */
export function isDelivered({ header, icmp, payload }: IpPacket, isOurs: (identifier: number) => boolean): boolean {
  if (icmp === undefined) return false
  const { message, checksum } = icmp
  const { family, type } = message
  if (family !== header.version || !(ACCEPTED[family] as readonly number[]).includes(type)) return false
  if (family === 6 && checksum !== 'valid') return false
  if (type === ECHO_REPLY[family]) return isOurs(word(payload, 4))
  if (family === 6 && type === REDIRECT_6) return true
  const quoted = quotedBytes(message) ?? new Uint8Array(0)
  // The filter counts bytes, and does not ask whether the quote goes on. Behind extension headers it can't look.
  if (family === 6 && quoted[6] !== 58) return true
  const start = family === 4 ? (quoted[0]! & 0x0f) * 4 : 40
  return quoted.length >= start + 6 && quoted[start] === ECHO_REQUEST[family] && isOurs(word(quoted, start + 4))
}

export function received({ header, payload }: IpPacket, monotonic: number): Received {
  const family = header.version
  const address = (bytes: Uint8Array) => ({ family, bytes, scope: 0 })
  const hopLimit = header.version === 4 ? header.ttl : header.hopLimit
  return {
    from: address(header.source),
    to: address(header.destination),
    hopLimit,
    length: payload.length,
    at: { monotonic },
  }
}

function word(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!
}
