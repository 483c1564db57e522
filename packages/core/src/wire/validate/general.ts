/** What holds for every message. */
import type { Ipv6Packet } from '../ip-packet.js'
import { isLimitedBroadcastBytes, isMulticastBytes } from './addresses.js'
import { discard, note, type Rule } from './finding.js'

const HOP_BY_HOP = 0
const FRAGMENT = 44

export const general: Rule = ({ packet, message }, found) => {
  const { header, truncated, icmp } = packet
  const v6 = message.family === 6
  if (icmp?.checksum === 'invalid')
    found(discard('checksum', 'the checksum is wrong', v6 ? 'RFC 4443 §2.3' : 'RFC 792, RFC 1122 §3.2.2'))
  if ('headerChecksum' in packet && packet.headerChecksum === 'invalid')
    found(discard('ip-header-checksum', "the IP header's checksum is wrong", 'RFC 1122 §3.2.1.2'))
  if (truncated)
    found(discard('ip-length', 'the IP header says that there are more bytes', v6 ? 'RFC 8200 §3' : 'RFC 791 §3.1'))
  if (isMulticastBytes(header.source) || isLimitedBroadcastBytes(header.source))
    found(
      discard('source-not-unicast', 'the source is no address of one host', v6 ? 'RFC 4291 §2.7' : 'RFC 1122 §3.2.1.3'),
    )
  if (message.kind === 'unknown' && v6 && message.type >= 128)
    found(discard('unknown-informational', 'an informational message of unknown type', 'RFC 4443 §2.4 (b)'))
  if (message.kind === 'unknown' && !v6) found(discard('unknown-type', 'a message of unknown type', 'RFC 1122 §3.2.2'))
  if (message.kind === 'source-quench')
    found(discard('source-quench', 'source quench means nothing any more', 'RFC 6633 §3'))
  if (isDeprecated(message.family, message.type))
    found(note('deprecated', 'a message type that is deprecated', 'RFC 6918 §2'))
}

/** RFC 6918 §2; source quench is RFC 6633's. */
const DEPRECATED = [6, 15, 16, 17, 18, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39]

function isDeprecated(family: 4 | 6, type: number): boolean {
  return family === 4 && DEPRECATED.includes(type)
}

/** Whether the packet was sent in fragments, if only of one. */
export function isFragmented(packet: Ipv6Packet): boolean {
  return packet.extensionHeaders.some(({ type }) => type === FRAGMENT)
}

/** The hop-by-hop header, where there is one: it comes first. */
export function hopByHop(packet: Ipv6Packet): Uint8Array | undefined {
  const first = packet.extensionHeaders[0]
  return first?.type === HOP_BY_HOP ? first.bytes : undefined
}
