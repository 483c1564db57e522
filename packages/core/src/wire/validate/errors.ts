/** Errors, and what they quote. */
import { extensionCompliance } from '../extensions/quoting.js'
import type { IpPacket } from '../ip-packet.js'
import { ipv4HeaderLength } from '../ipv4.js'
import { decodeQuoted, quotedBytes } from '../quoted.js'
import { isLimitedBroadcastBytes, isLoopbackBytes, isMulticastBytes, isUnspecifiedBytes } from './addresses.js'
import { discard, ignore, note, type Rule, type Subject } from './finding.js'

/** The least MTU of IPv6 (RFC 8200 §5) and of IPv4 (RFC 791 §3.2). */
const LEAST_MTU = { 4: 68, 6: 1280 } as const
/** Errors of ICMPv4; in ICMPv6 those are the types below 128. */
const ERRORS_4 = [3, 4, 5, 11, 12]
const REDIRECT_6 = 137

export const errors: Rule = (subject, found) => {
  const { message } = subject
  const quoted = quotedBytes(message)
  if (quoted === undefined) return
  const result = decodeQuoted(message)
  if (!result.ok) {
    found(
      discard(
        'quote-unreadable',
        `what is quoted is no IP header (${result.problem.what})`,
        quoteSource(message.family),
      ),
    )
    return
  }
  const packet = result.value
  checkLength(quoted.length, packet, found)
  checkCause(subject, packet, found)
  if (subject.context.isOwn?.(packet) === false)
    found(discard('quote-not-own', 'what is quoted was not sent from here', 'RFC 5927 §4.1'))
}

const quoteSource = (family: 4 | 6): string => (family === 4 ? 'RFC 1122 §3.2.2' : 'RFC 4443 §2.4 (c)')

/** ICMPv4 quotes the header and 8 bytes at least, ICMPv6 all that fits. */
function checkLength(length: number, quoted: IpPacket, found: Parameters<Rule>[1]): void {
  if (quoted.header.version !== 4) return
  const least = Math.min(ipv4HeaderLength(quoted.header) + 8, quoted.header.totalLength)
  if (length < least) found(note('quote-too-short', 'less is quoted than the header and 8 bytes', 'RFC 1122 §3.2.2'))
}

function checkCause(
  { message, context }: Subject,
  { header, icmp, fragmentOffset }: IpPacket,
  found: Parameters<Rule>[1],
): void {
  const v4 = message.family === 4
  const redirect = message.kind === 'redirect'
  // Which errors are allowed for multicasts: path MTU, and options that want an answer (RFC 4443 §2.4 (e.3)).
  const exempt =
    message.kind === 'packet-too-big' || (message.kind === 'parameter-problem' && !v4 && message.code === 2)
  const source = v4 ? 'RFC 1122 §3.2.2' : 'RFC 4443 §2.4 (e)'
  if (icmp !== undefined && isErrorType(icmp.message.family, icmp.message.type))
    found(note('error-about-error', 'an error about an ICMP error', source))
  if (fragmentOffset > 0) found(note('error-about-fragment', 'an error about a fragment that is not the first', source))
  if (!exempt && !redirect && (isMulticastBytes(header.destination) || isBroadcast(header.destination, context)))
    found(note('error-about-multicast', 'an error about a packet to many', source))
  if (isUnspecifiedBytes(header.source) || isMulticastBytes(header.source) || isLimitedBroadcastBytes(header.source))
    found(note('error-about-nobody', 'an error about a packet whose source is no single host', source))
  if (v4 && isLoopbackBytes(header.source))
    found(note('error-about-loopback', 'an error about a packet from a loopback address', source))
}

function isBroadcast(address: Uint8Array, context: Subject['context']): boolean {
  return isLimitedBroadcastBytes(address) || context.isBroadcast?.(address) === true
}

function isErrorType(family: 4 | 6, type: number): boolean {
  return family === 4 ? ERRORS_4.includes(type) : type < 128 || type === REDIRECT_6
}

/** Path MTUs that nobody can mean. */
export const pathMtu: Rule = ({ message }, found) => {
  if (message.kind === 'packet-too-big' && message.mtu < LEAST_MTU[6])
    found(ignore('mtu-too-small', `an MTU of ${message.mtu}, below IPv6's least of 1280`, 'RFC 8201 §4'))
  if (message.kind === 'packet-too-big' && message.code !== 0)
    found(note('code-not-zero', 'the code is to be 0, and is ignored', 'RFC 4443 §3.2'))
  if (message.kind !== 'destination-unreachable' || message.family !== 4 || message.code !== 4) return
  if (message.nextHopMtu === 0) found(note('mtu-missing', 'no MTU is told: a plateau is to be guessed', 'RFC 1191 §5'))
  else if (message.nextHopMtu < LEAST_MTU[4])
    found(ignore('mtu-too-small', `an MTU of ${message.nextHopMtu}, below IPv4's least of 68`, 'RFC 1191 §3'))
}

/** Where extensions are, and whether the message says so. */
export const extensions: Rule = ({ message }, found) => {
  if (!('lengthAttribute' in message)) return
  switch (extensionCompliance(message.family, message)) {
    case 'legacy':
      found(note('extension-legacy', 'extensions at 128 without a length attribute', 'RFC 4884 §5.5'))
      break
    case 'violating':
      found(note('extension-length', 'the length attribute is not where the extensions begin', 'RFC 4884 §4'))
      break
    case undefined:
      if (message.lengthAttribute !== 0)
        found(note('length-attribute', 'a length attribute without extensions', 'RFC 4884 §4'))
  }
  if (message.extensions?.trailing !== undefined)
    found(ignore('extension-object', 'an extension object whose length is a lie', 'RFC 4884 §7.1'))
}
