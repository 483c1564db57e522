/** The packets that lies are made of. Nothing is wrong with them but what the caller asks for. */
import {
  ECHO_REPLY,
  type Echo,
  type ExtensionHeader,
  encodeIcmp,
  encodeIpv4Packet,
  encodeIpv6Packet,
  type Family,
  type IcmpMessage,
} from '@icmp/core'
import { bytesOf } from './addresses.js'
import type { Request } from './request.js'

const ICMP: Readonly<Record<Family, number>> = { 4: 1, 6: 58 }
const FRAGMENT = 44
const DESTINATION_OPTIONS = 60

/** A recorded route with room for one address, and a router's in it (RFC 791 §3.1); the last byte is padding. */
const RECORDED_ROUTE: Uint8Array = Uint8Array.of(7, 7, 8, 10, 99, 2, 1, 0)
/** Destination options: six bytes of padding (RFC 8200 §4.2). */
const PADDING: ExtensionHeader = { type: DESTINATION_OPTIONS, bytes: Uint8Array.of(ICMP[6], 0, 1, 4, 0, 0, 0, 0) }

/** Where a packet goes, and what may be odd about its header. */
export interface Envelope {
  from: Uint8Array
  to: Uint8Array
  hops?: number | undefined
  /** In IPv4 a recorded route, in IPv6 destination options. */
  options?: boolean | undefined
  fragment?: { identification: number; offset: number; more: boolean } | undefined
}

export function packet(family: Family, envelope: Envelope, payload: Uint8Array): Uint8Array {
  return family === 4 ? packet4(envelope, payload) : packet6(envelope, payload)
}

function packet4({ from, to, hops = 64, options, fragment }: Envelope, payload: Uint8Array): Uint8Array {
  const header = {
    version: 4,
    trafficClass: 0,
    identification: fragment?.identification ?? 0,
    reservedFlag: false,
    dontFragment: false,
    moreFragments: fragment?.more ?? false,
    fragmentOffset: fragment?.offset ?? 0,
    ttl: hops,
    protocol: ICMP[4],
    source: from,
    destination: to,
    options: options ? RECORDED_ROUTE : new Uint8Array(0),
  } as const
  return encodeIpv4Packet(header, payload)
}

function packet6({ from, to, hops = 64, options, fragment }: Envelope, payload: Uint8Array): Uint8Array {
  const extensions = [...(options ? [PADDING] : []), ...(fragment ? [fragmentHeader(fragment)] : [])]
  const header = {
    version: 6,
    trafficClass: 0,
    flowLabel: 0,
    nextHeader: extensions[0]?.type ?? ICMP[6],
    hopLimit: hops,
    source: from,
    destination: to,
  } as const
  return encodeIpv6Packet(header, payload, extensions)
}

/** RFC 8200 §4.5. */
function fragmentHeader({ identification, offset, more }: NonNullable<Envelope['fragment']>): ExtensionHeader {
  const [high, low] = [offset >> 8, (offset & 0xf8) | Number(more)]
  return {
    type: FRAGMENT,
    bytes: Uint8Array.of(ICMP[6], 0, high, low, 0, 0, identification >> 8, identification & 0xff),
  }
}

/** The way back to the one who asked. */
export function back({ destination, source }: Request): Envelope {
  return { from: destination, to: source }
}

/** The message's bytes with its checksum, which in IPv6 covers the addresses. */
export function sealed(message: IcmpMessage, { from, to }: Envelope): Uint8Array {
  return encodeIcmp(message, message.family === 6 ? { source: from, destination: to } : undefined)
}

export function message(message: IcmpMessage, envelope: Envelope): Uint8Array {
  return packet(message.family, envelope, sealed(message, envelope))
}

/** The reply's message; `changes` are its lies. */
export function echoReply(request: Request, changes: Partial<Echo> = {}): Echo {
  const { family, identifier, sequence, data } = request
  return { family, type: ECHO_REPLY[family], code: 0, kind: 'echo-reply', identifier, sequence, data, ...changes }
}

/** The true reply, but for `changes` in it and around it. */
export function reply(request: Request, changes: Partial<Echo> = {}, envelope: Partial<Envelope> = {}): Uint8Array {
  return message(echoReply(request, changes), { ...back(request), ...envelope })
}

/** The envelope of what a router on the way says. */
export function fromRouter(request: Request): Envelope {
  return { from: bytesOf(request.family, 'router', request.number), to: request.source }
}
