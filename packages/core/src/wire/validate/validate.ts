/** The receive rules of the standards, apart from decoding, which is lenient. */
import { decodePacket, type IpPacket } from '../ip-packet.js'
import { errors, extensions, pathMtu } from './errors.js'
import { discard, type Finding, type Rule, type ValidationContext } from './finding.js'
import { general } from './general.js'
import { probe, routerDiscovery4 } from './informational.js'
import { multicastListener, multicastRouter } from './multicast.js'
import { neighborDiscovery } from './neighbor-discovery.js'

const RULES: readonly Rule[] = [
  general,
  errors,
  pathMtu,
  extensions,
  neighborDiscovery,
  multicastListener,
  multicastRouter,
  routerDiscovery4,
  probe,
]

/**
 * What the packet does against the standards; empty for one that is in order. It never throws.
 * @param packet decoded, or its bytes
 * @param context what only the receiver can know
 */
export function validate(packet: IpPacket | Uint8Array, context: ValidationContext = {}): Finding[] {
  if (packet instanceof Uint8Array) {
    const result = decodePacket(packet)
    if (result.ok) return validate(result.value, context)
    return [discard('unreadable', result.problem.what, packet[0]! >> 4 === 6 ? 'RFC 8200 §3' : 'RFC 791 §3.1')]
  }
  const { icmp, problem, header } = packet
  if (icmp === undefined)
    return problem === undefined ? [] : [discard('unreadable', problem.what, unreadableSource(packet))]
  const findings: Finding[] = []
  const hopLimit = header.version === 4 ? header.ttl : header.hopLimit
  const subject = { packet, message: icmp.message, hopLimit, context }
  for (const rule of RULES) rule(subject, (finding) => findings.push(finding))
  return findings
}

function unreadableSource({ header }: IpPacket): string {
  return header.version === 4 ? 'RFC 792' : 'RFC 4443 §2.1'
}
