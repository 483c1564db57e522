/** Lies in a reply. */
import { bytesOf } from './addresses.js'
import { type Lie, lie, lieToTwo } from './lie.js'
import { back, echoReply, message, packet, reply, sealed } from './packets.js'
import type { Request } from './request.js'

/** Echo data begins with a cookie of that many bytes. */
const COOKIE = 16
/** Every host is in it (RFC 1112 §4, RFC 4291 §2.7.1). */
const ALL_HOSTS = { 4: Uint8Array.of(224, 0, 0, 1), 6: Uint8Array.of(0xff, 2, ...new Array<number>(13).fill(0), 1) }

export function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ 0xff : byte))
}

/** A raw socket has an aligned block of 16 identifiers, whose replies its filter lets in. */
export function neighbouring(identifier: number): number {
  return identifier ^ 1
}

function foreign(identifier: number): number {
  return identifier ^ 0x8000
}

function next(sequence: number): number {
  return (sequence + 1) & 0xffff
}

export function damaged(request: Request): Uint8Array {
  return reply(request, { data: flipped(request.data, COOKIE + 8) })
}

export function fromStranger(request: Request): Uint8Array {
  return reply(request, {}, { from: bytesOf(request.family, 'stranger', request.number) })
}

function withBadChecksum(request: Request): Uint8Array {
  return packet(request.family, back(request), flipped(sealed(echoReply(request), back(request)), 2))
}

/** The last one first. */
function inFragments(request: Request): Uint8Array[] {
  const { family, sequence } = request
  const icmp = sealed(echoReply(request), back(request))
  const half = Math.floor(icmp.length / 16) * 8
  return [icmp.subarray(half), icmp.subarray(0, half)].map((part, i) => {
    const fragment = { identification: sequence, offset: i === 0 ? half : 0, more: i === 1 }
    return packet(family, { ...back(request), fragment }, part)
  })
}

/** As links with a least length do (RFC 894). */
function padded(request: Request): Uint8Array {
  return Uint8Array.of(...reply(request), ...new Array<number>(18).fill(0xa5))
}

function timestampReply(request: Request): Uint8Array {
  const { identifier, sequence } = request
  const times = { originate: 0, receive: 0, transmit: 0 }
  return message(
    { family: 4, type: 14, code: 0, kind: 'timestamp-reply', identifier, sequence, ...times },
    back(request),
  )
}

const STRAYS = { strays: true } as const

export const REPLIES: readonly Lie[] = [
  lie('the truth', (request) => reply(request)),
  lie('a payload byte flipped', damaged),
  lie('a byte of the cookie flipped', (request) => reply(request, { data: flipped(request.data, 3) })),
  lie('a bad checksum', withBadChecksum),
  lie('half of the payload', (request) => reply(request, { data: request.data.subarray(0, request.data.length / 2) })),
  lie('an empty payload', (request) => reply(request, { data: new Uint8Array(0) })),
  lie('a longer payload', (request) => reply(request, { data: Uint8Array.of(...request.data, ...request.data) })),
  lie('a wrong source', fromStranger),
  lie('a wrong identifier', (request) => reply(request, { identifier: foreign(request.identifier) }), STRAYS),
  lie(
    'the neighbouring identifier',
    (request) => reply(request, { identifier: neighbouring(request.identifier) }),
    STRAYS,
  ),
  lie('the next sequence', (request) => reply(request, { sequence: next(request.sequence) }), { spacing: 2000 }),
  lieToTwo("the other request's sequence, twice", (first, second) => [
    reply(first, { sequence: second.sequence }),
    reply(second, { sequence: first.sequence }),
  ]),
  lie('code 7', (request) => reply(request, { code: 7 })),
  lie('IP options in the reply', (request) => reply(request, {}, { options: true })),
  lie('the reply in two fragments, the last one first', inFragments),
  lie("18 bytes past the packet's end", padded),
  lie('the reply sent to all hosts', (request) => reply(request, {}, { to: ALL_HOSTS[request.family] })),
  lie('the request sent back', (request) => packet(request.family, back(request), request.icmp)),
  lie('a timestamp reply with its identifier', timestampReply, { families: [4] }),
]
