/** What ICMP errors are called (RFC 792, RFC 1122 §3.2.2.1, RFC 1812 §5.2.7.1), in iputils' words. */

export interface ErrorFacts {
  type: number
  code: number
  /** Next-hop MTU. */
  mtu?: number | undefined
  /** Offset of the offending field. */
  pointer?: number | undefined
}

const UNREACHABLE: readonly string[] = [
  'Destination Net Unreachable',
  'Destination Host Unreachable',
  'Destination Protocol Unreachable',
  'Destination Port Unreachable',
  'Frag needed and DF set (mtu = %)',
  'Source Route Failed',
  'Destination Net Unknown',
  'Destination Host Unknown',
  'Source Host Isolated',
  'Destination Net Prohibited',
  'Destination Host Prohibited',
  'Destination Net Unreachable for Type of Service',
  'Destination Host Unreachable for Type of Service',
  'Packet filtered',
  'Precedence Violation',
  'Precedence Cutoff',
]

const EXCEEDED: readonly string[] = ['Time to live exceeded', 'Frag reassembly time exceeded']

export function errorText4({ type, code, mtu = 0, pointer = 0 }: ErrorFacts): string {
  switch (type) {
    case 3:
      return UNREACHABLE[code]?.replace('%', String(mtu)) ?? `Dest Unreachable, Bad Code: ${code}`
    case 4:
      return 'Source Quench'
    case 11:
      return EXCEEDED[code] ?? `Time exceeded, Bad Code: ${code}`
    case 12:
      return `Parameter problem: pointer = ${pointer}`
    default:
      return `Bad ICMP type: ${type}`
  }
}

/** A router that knows a better one. Linux' own say "host" whatever they mean (RFC 1812 §5.2.7.2), and no code reaches us. */
export function redirectText(gateway: string): string {
  return `Redirect Host(New nexthop: ${gateway})`
}
