/** Types that have a name and hardly a user: their bodies stay bytes. */
import type { Family } from './address.js'
import { message } from './layout/message.js'
import { rest } from './layout/parts.js'
import type { IcmpHead, MessageCodec } from './message.js'

export type NamedKind =
  | 'alternate-host-address'
  | 'datagram-conversion-error'
  | 'mobile-host-redirect'
  | 'where-are-you'
  | 'here-i-am'
  | 'mobile-registration-request'
  | 'mobile-registration-reply'
  | 'domain-name-request'
  | 'domain-name-reply'
  | 'skip'
  | 'photuris'
  | 'experimental-mobility'
  | 'router-renumbering'
  | 'certification-path-solicitation'
  | 'certification-path-advertisement'
  | 'fmipv6'
  | 'rpl-control'
  | 'ilnpv6-locator-update'
  | 'duplicate-address-request'
  | 'duplicate-address-confirmation'
  | 'mpl-control'

export interface NamedMessage extends IcmpHead {
  kind: NamedKind
  /** Everything after the checksum. */
  body: Uint8Array
}

function named(
  family: Family,
  type: number,
  kind: NamedKind,
  title: string,
  source: string,
): MessageCodec<NamedMessage> {
  return message({ family, kinds: { [type]: kind }, title, source, fields: [rest('body', 'Body')] })
}

export function namedMessages(): readonly MessageCodec<NamedMessage>[] {
  return [
    named(4, 6, 'alternate-host-address', 'Alternate Host Address (deprecated)', 'RFC 6918'),
    named(4, 31, 'datagram-conversion-error', 'Datagram Conversion Error (deprecated)', 'RFC 1475, RFC 6918'),
    named(4, 32, 'mobile-host-redirect', 'Mobile Host Redirect (deprecated)', 'RFC 6918'),
    named(4, 33, 'where-are-you', 'IPv6 Where-Are-You (deprecated)', 'RFC 6918'),
    named(4, 34, 'here-i-am', 'IPv6 I-Am-Here (deprecated)', 'RFC 6918'),
    named(4, 35, 'mobile-registration-request', 'Mobile Registration Request (deprecated)', 'RFC 6918'),
    named(4, 36, 'mobile-registration-reply', 'Mobile Registration Reply (deprecated)', 'RFC 6918'),
    named(4, 37, 'domain-name-request', 'Domain Name Request (deprecated)', 'RFC 1788, RFC 6918'),
    named(4, 38, 'domain-name-reply', 'Domain Name Reply (deprecated)', 'RFC 1788, RFC 6918'),
    named(4, 39, 'skip', 'SKIP (deprecated)', 'RFC 6918'),
    named(4, 40, 'photuris', 'Photuris', 'RFC 2521'),
    named(4, 41, 'experimental-mobility', 'Experimental Mobility Protocols', 'RFC 4065'),
    named(6, 138, 'router-renumbering', 'Router Renumbering', 'RFC 2894'),
    named(6, 148, 'certification-path-solicitation', 'Certification Path Solicitation', 'RFC 3971 §6.4.1'),
    named(6, 149, 'certification-path-advertisement', 'Certification Path Advertisement', 'RFC 3971 §6.4.2'),
    named(6, 150, 'experimental-mobility', 'Experimental Mobility Protocols', 'RFC 4065'),
    named(6, 154, 'fmipv6', 'FMIPv6 Messages', 'RFC 5568 §6.1'),
    named(6, 155, 'rpl-control', 'RPL Control Message', 'RFC 6550 §6'),
    named(6, 156, 'ilnpv6-locator-update', 'ILNPv6 Locator Update', 'RFC 6743'),
    named(6, 157, 'duplicate-address-request', 'Duplicate Address Request', 'RFC 6775 §4.4, RFC 8505 §4.2'),
    named(6, 158, 'duplicate-address-confirmation', 'Duplicate Address Confirmation', 'RFC 6775 §4.4, RFC 8505 §4.2'),
    named(6, 159, 'mpl-control', 'MPL Control Message', 'RFC 7731 §6.2'),
  ]
}
