// IP around messages, as it has to be for the message to be in order.
import { encodeIcmp, encodeIpv4Packet, encodeIpv6Options, encodeIpv6Packet, formatAddress } from '@icmp/core'

export const NEAR4 = Uint8Array.of(192, 0, 2, 1)
export const FAR4 = Uint8Array.of(198, 51, 100, 7)
export const NEAR6 = Uint8Array.of(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
export const FAR6 = Uint8Array.of(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2)
export const LOCAL6 = Uint8Array.of(0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
export const ALL_NODES = Uint8Array.of(0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)

export const text = (bytes) => formatAddress({ family: bytes.length === 4 ? 4 : 6, bytes, scope: 0 })

export function packet4(message, { source = NEAR4, destination = FAR4, ttl = 64 } = {}) {
  const header = {
    version: 4,
    trafficClass: 0,
    identification: 1,
    reservedFlag: false,
    dontFragment: false,
    moreFragments: false,
    fragmentOffset: 0,
    ttl,
    protocol: 1,
    source,
    destination,
    options: new Uint8Array(0),
  }
  return encodeIpv4Packet(header, encodeIcmp(message))
}

export function packet6(message, { source = NEAR6, destination = FAR6, hopLimit = 255, alert = false } = {}) {
  const icmp = encodeIcmp(message, { source, destination })
  const header = {
    version: 6,
    trafficClass: 0,
    flowLabel: 0,
    nextHeader: alert ? 0 : 58,
    hopLimit,
    source,
    destination,
  }
  const options = alert ? [encodeIpv6Options(0, 58, [{ kind: 'router-alert', type: 5, value: 0 }])] : []
  return encodeIpv6Packet(header, icmp, options)
}

/** scapy's IP layer for the same. */
export function scapy4({ source = NEAR4, destination = FAR4, ttl = 64 } = {}) {
  return `IP(id=1,src='${text(source)}',dst='${text(destination)}',ttl=${ttl})`
}

export function scapy6({ source = NEAR6, destination = FAR6, hopLimit = 255, alert = false } = {}) {
  const ip = `IPv6(src='${text(source)}',dst='${text(destination)}',hlim=${hopLimit})`
  return alert ? `${ip}/IPv6ExtHdrHopByHop(options=[RouterAlert(value=0)])` : ip
}

/** A UDP datagram that caused an error, 28 or 48 bytes and some data. */
export function quoted4(random, length = 12) {
  const bytes = new Uint8Array(28 + length)
  bytes.set([0x45, 0, 0, bytes.length, 0, random.u8(), 0, 0, 2 + random.below(60), 17, 0, 0, ...FAR4, ...NEAR4])
  bytes.set([0x82, random.u8(), 0x82, 0x9a, 0, 8 + length, 0, 0], 20)
  let sum = 0
  for (let at = 0; at < 20; at += 2) sum += bytes[at] * 256 + bytes[at + 1]
  sum = (sum & 0xffff) + (sum >>> 16)
  bytes.set([(~sum >>> 8) & 255, ~sum & 255], 10)
  return bytes
}

export function quoted6(random, length = 12) {
  const bytes = new Uint8Array(48 + length)
  bytes.set([0x60, 0, 0, 0, 0, 8 + length, 17, 2 + random.below(60), ...FAR6, ...NEAR6])
  bytes.set([0x82, random.u8(), 0x82, 0x9a, 0, 8 + length, 0x12, 0x34], 40)
  return bytes
}
