/** Multicast listeners and multicast routers: on the link only. */
import type { Ipv6Packet } from '../ip-packet.js'
import { decodeIpv4Options } from '../ipv4-options.js'
import { decodeIpv6Options } from '../ipv6-options.js'
import { isLinkLocalBytes, isMulticastBytes, isUnspecifiedBytes } from './addresses.js'
import { discard, type Rule, type Subject } from './finding.js'
import { hopByHop } from './general.js'

export const multicastListener: Rule = (subject, found) => {
  const { message, packet, hopLimit } = subject
  const section = sectionOf(subject)
  if (section === undefined) return
  const { source } = packet.header
  if (hopLimit !== 1) found(discard('mld-hop-limit', 'the hop limit is not 1', section))
  if (!hasRouterAlert(subject)) found(discard('mld-router-alert', 'no router alert option', section))
  const query = message.kind === 'multicast-listener-query'
  if (!isLinkLocalBytes(source) && (query || !isUnspecifiedBytes(source)))
    found(discard('mld-source', 'the source is not link-local', section))
  if (message.kind === 'multicast-listener-query' && message.version2 === undefined && message.trailing !== undefined)
    found(discard('mld-length', 'a query of neither 24 nor at least 28 bytes', 'RFC 3810 §8.1'))
  if (
    (message.kind === 'multicast-listener-report' || message.kind === 'multicast-listener-done') &&
    !isMulticastBytes(message.group)
  )
    found(discard('mld-group', 'the group is no multicast address', section))
  if (message.kind === 'multicast-listener-report-v2' && message.records.length < message.recordCount)
    found(discard('mld-length', 'fewer records than it says', section))
}

function sectionOf({ message }: Subject): string | undefined {
  switch (message.kind) {
    case 'multicast-listener-query':
      return message.version2 === undefined ? 'RFC 2710 §3' : 'RFC 3810 §6.2'
    case 'multicast-listener-report':
    case 'multicast-listener-done':
      return 'RFC 2710 §3'
    case 'multicast-listener-report-v2':
      return 'RFC 3810 §6.2'
    default:
      return undefined
  }
}

function hasRouterAlert({ packet }: Subject): boolean {
  if ('headerChecksum' in packet)
    return decodeIpv4Options(packet.header.options).some(({ kind }) => kind === 'router-alert')
  const header = hopByHop(packet as Ipv6Packet)
  return header !== undefined && decodeIpv6Options(header).some(({ kind }) => kind === 'router-alert')
}

export const multicastRouter: Rule = (subject, found) => {
  const { message, hopLimit, packet } = subject
  if (!message.kind.startsWith('multicast-router')) return
  if (hopLimit !== 1) found(discard('mrd-hop-limit', 'the hop limit is not 1', 'RFC 4286 §3.1'))
  if (!hasRouterAlert(subject)) found(discard('mrd-router-alert', 'no router alert option', 'RFC 4286 §3.1'))
  if (!isLinkLocalBytes(packet.header.source))
    found(discard('mrd-source', 'the source is not link-local', 'RFC 4286 §3.1'))
}
