// The packets with which the responder answers, made from the request's own.
import { decodePacket, ECHO_REPLY, encodeIcmp, encodeIpv4Packet, encodeIpv6Packet } from '@icmp/core'

/** Whom errors come from, and the replies of somebody else. */
export const ROUTER = { 4: Uint8Array.of(10, 0, 0, 2), 6: Uint8Array.of(0xfd, 0x82, ...Array(13).fill(0), 2) }

export const ROUTER_TEXT = { 4: '10.0.0.2', 6: 'fd82::2' }

/** A whole error fits 576 bytes of IPv4 (RFC 1812 §4.3.2.3) and 1,280 of IPv6 (RFC 4443 §2.4 c). */
const LARGEST_QUOTE = { 4: 576 - 20 - 8, 6: 1280 - 40 - 8 }
const HOPS = 61
const NONE = new Uint8Array(0)

/** An echo request off the wire, or undefined for whatever else the kernel sends: router solicitations, reports of groups. */
export function readRequest(bytes) {
  const decoded = decodePacket(bytes)
  if (!decoded.ok) return undefined
  const { header, icmp } = decoded.value
  if (icmp?.message.kind !== 'echo-request') return undefined
  const { source, destination } = header
  return { family: header.version, source, destination, echo: icmp.message, bytes }
}

/** Bytes of data that a cookie takes: with fewer, identifier and sequence are all that tells replies apart. */
const COOKIE = 16

/** What is sent for an answer: a reply without a cookie of the next sequence would be a good one to that. */
function possible(what, size) {
  if ((what === 'next-sequence' || what === 'other-identifier') && size < COOKIE) return 'other-source'
  return what === 'damaged' && size === 0 ? 'bad-checksum' : what
}

/** Whether such an answer to a request with so much data goes out under a checksum that doesn't fit. */
export function hasBadChecksum(what, size) {
  return possible(what, size) === 'bad-checksum'
}

/** @param answer one of `fateOf`'s @returns the whole datagram */
export function answerPacket(request, { what, roll }) {
  const { family, source, destination, echo } = request
  const reply = { ...echo, kind: 'echo-reply', type: ECHO_REPLY[family], checksum: undefined }
  const from = (sender, message) => datagram(family, sender, source, message)
  switch (possible(what, echo.data.length)) {
    case 'reply':
      return from(destination, reply)
    case 'damaged':
      return from(destination, { ...reply, data: withBitFlipped(echo.data, roll) })
    case 'bad-checksum': {
      const packet = from(destination, reply)
      // The checksum's own last bit, so that the data are right and nothing else can tell.
      packet[(family === 4 ? 20 : 40) + 3] ^= 1
      return packet
    }
    case 'next-sequence':
      return from(destination, { ...reply, sequence: (echo.sequence + 1) & 0xffff })
    case 'other-identifier':
      return from(destination, { ...reply, identifier: echo.identifier ^ 1 })
    case 'other-source':
      return from(ROUTER[family], reply)
    case 'unreachable':
      return from(ROUTER[family], errorMessage(family, 'destination-unreachable', request.bytes))
    case 'time-exceeded':
      return from(ROUTER[family], errorMessage(family, 'time-exceeded', request.bytes))
  }
}

function withBitFlipped(data, roll) {
  const changed = data.slice()
  const bit = roll % (data.length * 8)
  changed[bit >> 3] ^= 1 << (bit & 7)
  return changed
}

/** Types and codes: host unreachable and TTL exceeded in transit, or what ICMPv6 has for them. */
const ERRORS = {
  4: { 'destination-unreachable': [3, 1], 'time-exceeded': [11, 0] },
  6: { 'destination-unreachable': [1, 3], 'time-exceeded': [3, 0] },
}

function errorMessage(family, kind, request) {
  const [type, code] = ERRORS[family][kind]
  const quoted = request.subarray(0, LARGEST_QUOTE[family])
  return { family, kind, type, code, lengthAttribute: 0, unused: 0, unusedWord: 0, nextHopMtu: 0, quoted }
}

function datagram(family, source, destination, message) {
  if (family === 4) {
    const icmp = encodeIcmp(message)
    const flags = { reservedFlag: false, dontFragment: false, moreFragments: false, fragmentOffset: 0 }
    const rest = { trafficClass: 0, identification: 0, ttl: HOPS, protocol: 1, options: NONE }
    return encodeIpv4Packet({ version: 4, ...rest, ...flags, source, destination }, icmp)
  }
  const icmp = encodeIcmp(message, { source, destination })
  const rest = { trafficClass: 0, flowLabel: 0, nextHeader: 58, hopLimit: HOPS }
  return encodeIpv6Packet({ version: 6, ...rest, source, destination }, icmp)
}
