/** What ICMPv6 errors are called (RFC 4443 §3), in iputils' words: it numbers the codes after 4. */
import type { ErrorFacts } from './error-v4.js'

const UNREACHABLE: readonly string[] = [
  'No route',
  'Administratively prohibited',
  'Beyond scope of source address',
  'Address unreachable',
  'Port unreachable',
]

const EXCEEDED: readonly string[] = ['Hop limit', 'Defragmentation failure']

const PARAMETER: readonly string[] = ['Wrong header field', 'Unknown header', 'Unknown option']

export function errorText6({ type, code, mtu = 0, pointer = 0 }: ErrorFacts): string {
  switch (type) {
    case 1:
      return `Destination unreachable: ${UNREACHABLE[code] ?? `Unknown code ${code}`}`
    case 2:
      return `Packet too big: mtu=${mtu}${code === 0 ? '' : `, code=${code}`}`
    case 3:
      return `Time exceeded: ${EXCEEDED[code] ?? `code ${code}`}`
    case 4:
      return `Parameter problem: ${PARAMETER[code] ?? `code ${code}`} at ${pointer}`
    default:
      return `unknown icmp type: ${type}`
  }
}
