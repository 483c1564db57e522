import { type Address, encodeIpv4Packet, encodeIpv6Packet, type Family } from '@icmp/core'

export const ICMP_PROTOCOL: Readonly<Record<Family, number>> = { 4: 1, 6: 58 }

/** An ICMP message on its way. */
export interface Datagram {
  from: Address
  to: Address
  /** TTL or hop limit. */
  hopLimit: number
  trafficClass: number
  dontFragment: boolean
  icmp: Uint8Array
}

/** Its bytes as a router has them before it. */
export function datagramBytes({ from, to, hopLimit, trafficClass, dontFragment, icmp }: Datagram): Uint8Array {
  const common = { trafficClass, source: from.bytes, destination: to.bytes }
  if (from.family === 6)
    return encodeIpv6Packet({ ...common, version: 6, flowLabel: 0, nextHeader: ICMP_PROTOCOL[6], hopLimit }, icmp)
  return encodeIpv4Packet(
    {
      ...common,
      version: 4,
      identification: 0,
      reservedFlag: false,
      dontFragment,
      moreFragments: false,
      fragmentOffset: 0,
      ttl: hopLimit,
      protocol: ICMP_PROTOCOL[4],
      options: new Uint8Array(0),
    },
    icmp,
  )
}

export function datagramLength({ from, icmp }: Datagram): number {
  return (from.family === 4 ? 20 : 40) + icmp.length
}
