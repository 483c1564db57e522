/** Redirect: RFC 792 p. 12; routers send codes 1 and 3 only (RFC 1812 §5.2.7.2). It never carries extensions (RFC 4884 §4). */
import { exactly } from '../bytes.js'
import type { IcmpHead, MessageCodec } from '../message.js'
import { decoded, truncated } from '../problem.js'

const GATEWAY = 4
const QUOTED = 8

export interface Redirect4 extends IcmpHead {
  family: 4
  kind: 'redirect'
  /** The better first hop, 4 bytes. */
  gateway: Uint8Array
  /** The datagram that caused the redirect, as much as came of it: see `decodeQuoted`. */
  quoted: Uint8Array
}

export const redirect4: MessageCodec<Redirect4> = {
  family: 4,
  types: [5],
  decode(head, bytes) {
    if (bytes.length < QUOTED) return truncated(bytes.length, 'the bytes end within the redirect header')
    return decoded({
      ...head,
      family: 4,
      kind: 'redirect',
      gateway: bytes.subarray(GATEWAY, QUOTED),
      quoted: bytes.subarray(QUOTED),
    })
  },
  length: ({ quoted }) => QUOTED + quoted.length,
  write({ gateway, quoted }, target) {
    target.set(exactly(gateway, 4, 'gateway address'), GATEWAY)
    target.set(quoted, QUOTED)
  },
}
