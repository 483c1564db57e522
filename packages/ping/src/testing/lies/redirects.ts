/** Redirects. They change where later packets go, and end nothing. */
import { bytesOf, linkLocal } from './addresses.js'
import { type Lie, lie } from './lie.js'
import { type Envelope, fromRouter, message, reply } from './packets.js'
import { quote } from './quote.js'
import type { Request } from './request.js'

const REDIRECTED_HEADER = 4
/** Else nobody on the link can have sent it (RFC 4861 §8.1). */
const MOST_HOPS = 255

function redirect4(request: Request): Uint8Array {
  const gateway = bytesOf(4, 'stranger', request.number)
  const quoted = quote(request, { data: 0 })
  return message({ family: 4, type: 5, code: 1, kind: 'redirect', gateway, quoted }, fromRouter(request))
}

/** @param data bytes of echo data that are quoted */
function redirect6(request: Request, envelope: Partial<Envelope>, data = 56): Uint8Array {
  const { destination, number, source } = request
  // Options are counted in units of 8 bytes; a Redirected Header is cut to them (RFC 4861 §4.6.3).
  const quoted = quote(request, { data: Math.min(data, request.data.length) & ~7 })
  const option = { kind: 'redirected-header', type: REDIRECTED_HEADER, reserved: new Uint8Array(6), quoted } as const
  return message(
    {
      family: 6,
      type: 137,
      code: 0,
      kind: 'redirect',
      target: linkLocal(number ^ 0x80),
      destination,
      options: [option],
    },
    { from: linkLocal(number), to: source, hops: MOST_HOPS, ...envelope },
  )
}

export const REDIRECTS: readonly Lie[] = [
  lie('a redirect, then the reply', (request) => [
    request.family === 4 ? redirect4(request) : redirect6(request, {}),
    reply(request),
  ]),
  lie('a redirect that quotes 8 bytes, then the reply', (request) => [redirect6(request, {}, 0), reply(request)], {
    families: [6],
  }),
  lie(
    'a redirect from beyond the link, then the reply',
    (request) => [redirect6(request, { ...fromRouter(request), hops: 64 }), reply(request)],
    { families: [6] },
  ),
]
