/** Neighbor Discovery: RFC 4861 §6.1, §7.1 and §8.1; no fragments, RFC 6980 §5. */

import type { Ipv6Packet } from '../ip-packet.js'
import { IPV6_HEADER_LENGTH } from '../ipv6.js'
import type { IcmpMessage } from '../message.js'
import type { NdOption } from '../options/option.js'
import { isLinkLocalBytes, isMulticastBytes, isSolicitedNode, isUnspecifiedBytes, sameBytes } from './addresses.js'
import { discard, type Finding, ignore, type Rule, type Subject } from './finding.js'
import { isFragmented } from './general.js'

type Found = (finding: Finding) => void
type Of<K extends IcmpMessage['kind']> = Extract<IcmpMessage, { kind: K; family: 6 }>

/** Sections in which each message's rules stand. */
const SECTIONS = {
  'router-solicitation': 'RFC 4861 §6.1.1',
  'router-advertisement': 'RFC 4861 §6.1.2',
  'neighbor-solicitation': 'RFC 4861 §7.1.1',
  'neighbor-advertisement': 'RFC 4861 §7.1.2',
  redirect: 'RFC 4861 §8.1',
} as const

export const neighborDiscovery: Rule = (subject, found) => {
  const { message, packet, hopLimit } = subject
  if (message.family !== 6 || !(message.kind in SECTIONS)) return
  const section = SECTIONS[message.kind as keyof typeof SECTIONS]
  if (hopLimit !== 255) found(discard('nd-hop-limit', 'the hop limit is not 255: it came from another link', section))
  if (message.code !== 0) found(discard('nd-code', 'the code is not 0', section))
  if (isFragmented(packet as Ipv6Packet)) found(discard('nd-fragment', 'it was sent in fragments', 'RFC 6980 §5'))
  if ('trailing' in message && message.trailing !== undefined)
    found(discard('nd-option-length', 'an option of length 0, or past the end', section))
  if ('options' in message) for (const option of message.options) checkOption(option, found)
  checkMessage(subject, section, found)
}

function checkMessage({ message, packet }: Subject, section: string, found: Found): void {
  const { source, destination } = packet.header
  switch (message.kind) {
    case 'router-solicitation':
      if (message.family === 6 && isUnspecifiedBytes(source) && hasSourceAddress(message.options))
        found(discard('nd-source-address-option', 'a source link-layer address without a source', section))
      break
    case 'router-advertisement':
      if (!isLinkLocalBytes(source)) found(discard('nd-source', 'the source is not link-local', section))
      break
    case 'neighbor-solicitation':
      checkSolicitation(message, source, destination, section, found)
      break
    case 'neighbor-advertisement':
      if (isMulticastBytes(message.target)) found(discard('nd-target', 'the target is a multicast address', section))
      if (isMulticastBytes(destination) && message.solicited)
        found(discard('nd-solicited', 'a solicited advertisement to many', section))
      break
    case 'redirect':
      if (message.family === 6) checkRedirect(message, source, section, found)
  }
}

function checkSolicitation(
  { target, options }: Of<'neighbor-solicitation'>,
  source: Uint8Array,
  destination: Uint8Array,
  section: string,
  found: Found,
): void {
  if (isMulticastBytes(target)) found(discard('nd-target', 'the target is a multicast address', section))
  if (!isUnspecifiedBytes(source)) return
  if (!isSolicitedNode(destination))
    found(discard('nd-destination', 'without a source it is to go to the solicited-node address', section))
  if (hasSourceAddress(options))
    found(discard('nd-source-address-option', 'a source link-layer address without a source', section))
}

function checkRedirect(
  { target, destination }: Of<'redirect'>,
  source: Uint8Array,
  section: string,
  found: Found,
): void {
  if (!isLinkLocalBytes(source)) found(discard('nd-source', 'the source is not link-local', section))
  if (isMulticastBytes(destination)) found(discard('nd-destination', 'the destination is a multicast address', section))
  if (!isLinkLocalBytes(target) && !sameBytes(target, destination))
    found(discard('nd-target', 'the target is neither link-local nor the destination', section))
}

function hasSourceAddress(options: readonly NdOption[]): boolean {
  return options.some(({ kind }) => kind === 'source-link-layer-address')
}

function checkOption(option: NdOption, found: Found): void {
  switch (option.kind) {
    case 'prefix-information':
      if (option.prefixLength > 128)
        found(ignore('nd-prefix-length', 'a prefix of more than 128 bits', 'RFC 4861 §4.6.2'))
      if (isLinkLocalBytes(option.prefix)) found(ignore('nd-prefix', 'the link-local prefix', 'RFC 4861 §6.3.4'))
      if (option.preferredLifetime > option.validLifetime)
        found(ignore('nd-lifetime', 'preferred for longer than valid', 'RFC 4862 §5.5.3 (c)'))
      break
    case 'route-information':
      if (option.prefixLength > 128 || option.prefix.length * 8 < option.prefixLength)
        found(ignore('nd-prefix-length', 'more bits of prefix than there are', 'RFC 4191 §2.3'))
      if (option.preference === 2) found(ignore('nd-preference', 'a reserved preference', 'RFC 4191 §2.3'))
      break
    case 'recursive-dns-server':
      if (option.servers.length === 0 || option.trailing !== undefined)
        found(ignore('nd-dns-length', 'its length is not odd and at least 3', 'RFC 8106 §5.3.1'))
      break
    case 'dns-search-list':
      if (option.domains.length < 8) found(ignore('nd-dns-length', 'its length is below 2', 'RFC 8106 §5.3.1'))
      break
    case 'mtu':
      if (option.mtu < 1280) found(ignore('nd-mtu', "an MTU below IPv6's least of 1280", 'RFC 4861 §6.3.4'))
      break
    case 'redirected-header':
      if (option.quoted.length < IPV6_HEADER_LENGTH)
        found(ignore('nd-redirected-header', 'less than an IPv6 header is quoted', 'RFC 4861 §4.6.3'))
  }
}
