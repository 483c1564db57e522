/** What a redirect says: which gateway is nearer (RFC 792, RFC 4861 §4.5). */
import type { Received, Report } from '../transport/contract.js'
import type { Address } from '../wire/address.js'
import type { Redirect4 } from '../wire/icmpv4/redirect.js'
import type { Redirect6 } from '../wire/icmpv6/redirect.js'

const REDIRECT_4 = 5
/** A packet that crossed no router has all of its hops left. */
const MOST_HOPS = 255

/** Of a packet; undefined where the sender can't be a router of this link, from whom alone IPv6 hosts take it (RFC 4861 §8.1). */
export function gatewayOf(
  message: Redirect4 | Redirect6,
  { from, hopLimit = MOST_HOPS }: Received,
): Address | undefined {
  if (message.family === 4) return { family: 4, bytes: message.gateway.slice(), scope: 0 }
  if (hopLimit !== MOST_HOPS || !isLinkLocal(from)) return undefined
  const gateway: Address = { family: 6, bytes: message.target.slice(), scope: 0 }
  // A destination that is itself a neighbour may have any address.
  return isLinkLocal(gateway) ? { ...gateway, scope: from.scope } : gateway
}

/** Of an error queue's entry, whose extra word it is; undefined for all that are no redirects. IPv6 ones never come there. */
export function reportedGateway({ type, info, to }: Report): Address | undefined {
  if (to.family !== 4 || type !== REDIRECT_4) return undefined
  return { family: 4, bytes: Uint8Array.of(info >>> 24, info >>> 16, info >>> 8, info), scope: 0 }
}

/** fe80::/10 (RFC 4291 §2.5.6). */
function isLinkLocal({ bytes }: Address): boolean {
  return bytes[0] === 0xfe && (bytes[1]! & 0xc0) === 0x80
}
