/** What a router sends when it drops a packet. */
import { type Address, encodeIcmp, type Family, type IcmpMessage } from '@icmp/core'
import { type Datagram, datagramBytes } from './datagram.js'

/** A whole error fits 576 bytes of IPv4 (RFC 1812 §4.3.2.3) and 1,280 of IPv6 (RFC 4443 §2.4 c). */
const LARGEST_QUOTE: Record<Family, number> = { 4: 576 - 20 - 8, 6: 1280 - 40 - 8 }
/** TTL of routers' own packets. */
const ROUTER_TTL = 64

export type RouterVerdict =
  | { because: 'time-exceeded' }
  | { because: 'packet-too-big'; mtu: number }
  | { because: 'unreachable'; code: number }

export function routerError(router: Address, dropped: Datagram, verdict: RouterVerdict, hops: number): Datagram {
  const { family } = router
  const quoted = datagramBytes(dropped).subarray(0, LARGEST_QUOTE[family])
  const message = family === 4 ? errorOf4(verdict, quoted) : errorOf6(verdict, quoted)
  const pseudo = family === 6 ? { source: router.bytes, destination: dropped.from.bytes } : undefined
  return {
    from: router,
    to: dropped.from,
    hopLimit: ROUTER_TTL - hops,
    trafficClass: 0,
    dontFragment: false,
    icmp: encodeIcmp(message, pseudo),
  }
}

function errorOf4(verdict: RouterVerdict, quoted: Uint8Array): IcmpMessage {
  if (verdict.because === 'time-exceeded') {
    return { family: 4, kind: 'time-exceeded', type: 11, code: 0, unused: 0, lengthAttribute: 0, unusedWord: 0, quoted }
  }
  const head = { family: 4, kind: 'destination-unreachable', type: 3, unused: 0, lengthAttribute: 0, quoted } as const
  return verdict.because === 'packet-too-big'
    ? { ...head, code: 4, nextHopMtu: verdict.mtu }
    : { ...head, code: verdict.code, nextHopMtu: 0 }
}

function errorOf6(verdict: RouterVerdict, quoted: Uint8Array): IcmpMessage {
  switch (verdict.because) {
    case 'time-exceeded':
      return { family: 6, kind: 'time-exceeded', type: 3, code: 0, lengthAttribute: 0, unused: 0, quoted }
    case 'packet-too-big':
      return { family: 6, kind: 'packet-too-big', type: 2, code: 0, mtu: verdict.mtu, quoted }
    case 'unreachable':
      return {
        family: 6,
        kind: 'destination-unreachable',
        type: 1,
        code: verdict.code,
        lengthAttribute: 0,
        unused: 0,
        quoted,
      }
  }
}
