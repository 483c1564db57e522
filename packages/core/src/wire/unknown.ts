import type { Family } from './address.js'
import { layout } from './layout/layout.js'
import { rest } from './layout/parts.js'
import type { IcmpHead, MessageCodec } from './message.js'
import { decoded } from './problem.js'

/** A message of a type that has no record here: nothing of it is lost. */
export interface UnknownMessage extends IcmpHead {
  kind: 'unknown'
  /** Everything after the checksum. */
  body: Uint8Array
}

export function unknownMessage(family: Family): MessageCodec<UnknownMessage> {
  return {
    family,
    types: [],
    kinds: {},
    title: 'Unknown',
    source: '',
    codes: {},
    layout: layout([rest('body', 'Body')]),
    decode: (head, bytes) => decoded({ ...head, kind: 'unknown', body: bytes.subarray(4) }),
    length: ({ body }) => 4 + body.length,
    write: ({ body }, target) => target.set(body, 4),
  }
}
