/** Bytes as other hosts send them, written independently of the codec under test. */
import type { Address, Family } from '../wire/address.js'

export function v4(text: string): Address {
  return { family: 4, bytes: Uint8Array.from(text.split('.').map(Number)), scope: 0 }
}

/** 2001:db8::n */
export function v6(n: number): Address {
  const bytes = new Uint8Array(16)
  bytes.set([0x20, 0x01, 0x0d, 0xb8])
  bytes[15] = n
  return { family: 6, bytes, scope: 0 }
}

/** The checksum of RFC 1071, the slow and plain way. */
export function sealed(icmp: Uint8Array): Uint8Array {
  icmp[2] = 0
  icmp[3] = 0
  let sum = 0
  for (let i = 0; i < icmp.length; i += 2) sum += icmp[i]! * 256 + (icmp[i + 1] ?? 0)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  icmp[2] = (~sum >>> 8) & 0xff
  icmp[3] = ~sum & 0xff
  return icmp
}

/** The reply that a host gives to this request. */
export function replyTo(request: Uint8Array, family: Family = 4): Uint8Array {
  const reply = request.slice()
  reply[0] = family === 4 ? 0 : 129
  return sealed(reply)
}

/** An IPv4 datagram around an ICMP message. */
export function ipv4(source: Address, destination: Address, icmp: Uint8Array, ttl = 64): Uint8Array {
  const packet = new Uint8Array(20 + icmp.length)
  packet.set([0x45, 0, packet.length >> 8, packet.length & 0xff, 0, 1, 0, 0, ttl, 1])
  packet.set(source.bytes, 12)
  packet.set(destination.bytes, 16)
  packet.set(icmp, 20)
  return packet
}

export function ipv6(source: Address, destination: Address, icmp: Uint8Array, hopLimit = 64): Uint8Array {
  const packet = new Uint8Array(40 + icmp.length)
  packet.set([0x60, 0, 0, 0, icmp.length >> 8, icmp.length & 0xff, 58, hopLimit])
  packet.set(source.bytes, 8)
  packet.set(destination.bytes, 24)
  packet.set(icmp, 40)
  return packet
}

/** An ICMP error of either family that quotes a datagram; `rest` is the word after the checksum. */
export function errorQuoting(
  type: number,
  code: number,
  datagram: Uint8Array,
  rest: readonly number[] = [],
): Uint8Array {
  const icmp = new Uint8Array(8 + datagram.length)
  icmp[0] = type
  icmp[1] = code
  icmp.set(rest, 4)
  icmp.set(datagram, 8)
  return sealed(icmp)
}
