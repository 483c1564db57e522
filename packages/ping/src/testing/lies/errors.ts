/** Errors, true ones and lies. Most are followed by the reply: what doesn't count must not keep it from counting. */
import { type Extensions, type Family, type IcmpMessage, padQuoted } from '@icmp/core'
import { bytesOf } from './addresses.js'
import { type Lie, lie } from './lie.js'
import { fromRouter, message, packet, reply, sealed } from './packets.js'
import { type Quote, quote } from './quote.js'
import { flipped, neighbouring } from './replies.js'
import type { Request } from './request.js'

const MTU = 1280
/** "Host unreachable" and "address unreachable" (RFC 792, RFC 4443 §3.1). */
const UNREACHABLE: Readonly<Record<Family, { type: number; code: number }>> = {
  4: { type: 3, code: 1 },
  6: { type: 1, code: 3 },
}
/** Of MPLS: the last label of its stack (RFC 4950). */
const LABELS: Extensions = {
  version: 2,
  reserved: 0,
  objects: [
    {
      class: 1,
      ctype: 1,
      kind: 'mpls-label-stack',
      entries: [{ label: 16, trafficClass: 0, bottomOfStack: true, ttl: 1 }],
    },
  ],
}

interface Body {
  quoted: Uint8Array
  lengthAttribute?: number
  extensions?: Extensions
}

function unreachableMessage(family: Family, body: Body, code = UNREACHABLE[family].code): IcmpMessage {
  const { type } = UNREACHABLE[family]
  const common = { type, code, kind: 'destination-unreachable', lengthAttribute: 0, ...body } as const
  return family === 4 ? { ...common, family, nextHopMtu: 0 } : { ...common, family }
}

export function unreachable(request: Request, lies: Quote = {}): Uint8Array {
  return message(unreachableMessage(request.family, { quoted: quote(request, lies) }), fromRouter(request))
}

function tooBig(request: Request, mtu: number): Uint8Array {
  const quoted = quote(request)
  const sized: IcmpMessage =
    request.family === 4
      ? { family: 4, type: 3, code: 4, kind: 'destination-unreachable', lengthAttribute: 0, nextHopMtu: mtu, quoted }
      : { family: 6, type: 2, code: 0, kind: 'packet-too-big', mtu, quoted }
  return message(sized, fromRouter(request))
}

function problem(request: Request, pointer: number): Uint8Array {
  const quoted = quote(request)
  const common = { code: 0, kind: 'parameter-problem', pointer, quoted } as const
  return message(
    request.family === 4 ? { ...common, family: 4, type: 12, lengthAttribute: 0 } : { ...common, family: 6, type: 4 },
    fromRouter(request),
  )
}

/** The router has kept 8 bytes of the datagram only, and pads them for its extensions (RFC 4884 §5.1). */
function extended(request: Request): Uint8Array {
  const body = { ...padQuoted(request.family, quote(request, { data: 0 })), extensions: LABELS }
  return message(unreachableMessage(request.family, body), fromRouter(request))
}

function withBadChecksum(request: Request): Uint8Array {
  const icmp = sealed(unreachableMessage(request.family, { quoted: quote(request) }), fromRouter(request))
  return packet(request.family, fromRouter(request), flipped(icmp, 2))
}

/** RFC 4443 §2.4 (a): errors of unknown type are for the upper layer, whatever they mean. */
function unknownError(request: Request): Uint8Array {
  const body = Uint8Array.of(0, 0, 0, 0, ...quote(request))
  return message({ family: 6, type: 100, code: 0, kind: 'unknown', body }, fromRouter(request))
}

function sourceQuench(request: Request): Uint8Array {
  const quoted = quote(request)
  return message({ family: 4, type: 4, code: 0, kind: 'source-quench', quoted }, fromRouter(request))
}

const thenReply =
  (error: (request: Request) => Uint8Array) =>
  (request: Request): Uint8Array[] => [error(request), reply(request)]

const quoting = (name: string, lies: (request: Request) => Quote, special: Partial<Lie> = {}): Lie =>
  lie(
    `${name}, then the reply`,
    thenReply((request) => unreachable(request, lies(request))),
    special,
  )

const stranger = ({ family, number }: Request): Uint8Array => bytesOf(family, 'stranger', number)

export const ERRORS: readonly Lie[] = [
  lie('an error', (request) => unreachable(request)),
  lie('IP options in the quote', (request) => unreachable(request, { options: true })),
  lie('a quote of 8 bytes', (request) => unreachable(request, { data: 0 })),
  lie('a quote of 8 bytes, padded for extensions', extended),
  quoting('a quote of 6 bytes', () => ({ icmpBytes: 6 })),
  quoting('a quote with another identifier', ({ identifier }) => ({ identifier: neighbouring(identifier) }), {
    strays: true,
  }),
  quoting('a quote with the next sequence', ({ sequence }) => ({ sequence: (sequence + 1) & 0xffff })),
  quoting('a quote to another destination', (request) => ({ to: stranger(request) })),
  quoting('a quote from another source', (request) => ({ from: stranger(request) })),
  quoting('a quote with another payload', () => ({ otherData: true })),
  quoting('a quote of an echo reply', () => ({ asReply: true })),
  lie('an error, then the reply', thenReply(unreachable)),
  lie('the reply, then an error', (request) => [reply(request), unreachable(request)]),
  lie('an error twice', (request) => [unreachable(request), unreachable(request)]),
  lie('an error with a bad checksum, then the reply', thenReply(withBadChecksum)),
  lie(
    'an error with code 99, then the reply',
    thenReply((request) =>
      message(unreachableMessage(request.family, { quoted: quote(request) }, 99), fromRouter(request)),
    ),
  ),
  lie('an error of unknown type, then the reply', thenReply(unknownError), { families: [6] }),
  lie('source quench, then the reply', thenReply(sourceQuench), { families: [4] }),
  lie('a parameter problem', (request) => problem(request, 6)),
  lie(`too big for an MTU of ${MTU}`, (request) => tooBig(request, MTU)),
  lie('too big, without an MTU', (request) => tooBig(request, 0)),
]
