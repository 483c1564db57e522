// What a host answers to an echo request: a whole IP packet for a whole IP packet.
import { decodePacket, ECHO_REPLY, encodeIcmp, encodeIpv4Packet, encodeIpv6Packet } from '@icmp/core'

/** Hop limit of hosts that have not been asked for another one. */
const HOP_LIMIT = 64

/**
 * The reply to an echo request with a right checksum; undefined for any other packet. Fragments are not put together: a
 * device with an MTU of 65,535 has none.
 */
export function echoReply(bytes) {
  const request = requestOf(bytes)
  return request && packetBack(request.packet, replyTo(request.message))
}

/** The decoded packet and the message, if it is an echo request that a host would take. */
export function requestOf(bytes) {
  const decoded = decodePacket(bytes)
  if (!decoded.ok || decoded.value.icmp === undefined) return undefined
  const packet = decoded.value
  const { message, checksum } = packet.icmp
  if (message.kind !== 'echo-request' || checksum !== 'valid' || packet.headerChecksum === 'invalid') return undefined
  return { packet, message }
}

/** The reply as a record, its checksum left to be computed; also a good start for one that is wrong on purpose. */
export function replyTo({ family, identifier, sequence, data }) {
  return { kind: 'echo-reply', family, type: ECHO_REPLY[family], code: 0, identifier, sequence, data }
}

/** A message in a packet back to where `packet` came from. Fields of the header may be given other values. */
export function packetBack({ header }, message, fields = {}) {
  const back = { source: header.destination, destination: header.source, ...fields }
  if (header.version === 4) return encodeIpv4Packet({ ...HEADER[4], ...back }, encodeIcmp(message))
  return encodeIpv6Packet({ ...HEADER[6], ...back }, encodeIcmp(message, back))
}

const HEADER = {
  4: {
    version: 4,
    trafficClass: 0,
    identification: 0,
    reservedFlag: false,
    dontFragment: false,
    moreFragments: false,
    fragmentOffset: 0,
    ttl: HOP_LIMIT,
    protocol: 1,
    options: new Uint8Array(0),
  },
  6: { version: 6, trafficClass: 0, flowLabel: 0, nextHeader: 58, hopLimit: HOP_LIMIT },
}
