/** PROBE: RFC 8335, of one layout in both families; what comes after the one object is draft-ietf-intarea-rfc8335bis. */
import type { Family } from './address.js'
import { readU16 } from './bytes.js'
import { internetChecksumValid } from './checksum.js'
import { OBJECT_HEADER } from './extensions/object.js'
import {
  EXTENSION_HEADER,
  EXTENSION_VERSION,
  type Extensions,
  explainExtensions,
  extensionsSize,
  readExtensions,
  writeExtensions,
} from './extensions/structure.js'
import { flag, reserved, uint } from './layout/field.js'
import { message } from './layout/message.js'
import { rest } from './layout/parts.js'
import type { VariableField } from './layout/variable.js'
import type { IcmpHead, MessageCodec } from './message.js'

/** Asks a node about the state of an interface, its own or a neighbour's. */
export interface ExtendedEchoRequest extends IcmpHead {
  kind: 'extended-echo-request'
  identifier: number
  /** 8 bits. */
  sequence: number
  /** To be zero; 7 bits. */
  reserved?: number | undefined
  /** The interface is one of the node that is asked. */
  local: boolean
  /** Which interface: one object of class 3. */
  extensions?: Extensions | undefined
  data: Uint8Array
}

export interface ExtendedEchoReply extends IcmpHead {
  kind: 'extended-echo-reply'
  identifier: number
  /** 8 bits. */
  sequence: number
  /** Of a neighbour's entry: 0 reserved, 1 incomplete, 2 reachable, 3 stale, 4 delay, 5 probe, 6 failed. */
  state: number
  /** To be zero; 2 bits. */
  reserved?: number | undefined
  active: boolean
  ipv4: boolean
  ipv6: boolean
  /** What some repliers echo of the request. */
  extensions?: Extensions | undefined
  data: Uint8Array
}

const STATES = {
  0: 'reserved',
  1: 'incomplete',
  2: 'reachable',
  3: 'stale',
  4: 'delay',
  5: 'probe',
  6: 'failed',
} as const

/** Where the structure ends: its checksum covers the one object, or all that is there. Undefined where there is none. */
function structureEnd(bytes: Uint8Array, at: number, end: number): number | undefined {
  const first = at + EXTENSION_HEADER
  if (first + OBJECT_HEADER > end || readU16(bytes, at) >>> 12 !== EXTENSION_VERSION) return undefined
  const length = readU16(bytes, first)
  if (length < OBJECT_HEADER || first + length > end) return undefined
  const one = first + length
  // An object has whole words. What only its checksum shows to be one is kept as it is.
  if (length % 4 !== 0) return internetChecksumValid(bytes, at, one) ? one : undefined
  if (readU16(bytes, at + 2) === 0 || internetChecksumValid(bytes, at, one)) return one
  return internetChecksumValid(bytes, at, end) ? end : one
}

function structure(): VariableField {
  return {
    names: ['extensions'],
    holds: { form: 'custom', as: 'one-object' },
    read(record, bytes, at, end) {
      const stop = structureEnd(bytes, at, end)
      if (stop === undefined) return at
      record.extensions = readExtensions(bytes, at, stop)
      return stop
    },
    size: ({ extensions }) => (extensions === undefined ? 0 : extensionsSize(extensions as Extensions)),
    write: ({ extensions }, target, at) =>
      extensions === undefined ? at : writeExtensions(extensions as Extensions, target, at),
    explain: ({ extensions }, at) =>
      extensions === undefined ? [] : [explainExtensions(extensions as Extensions, at)],
  }
}

const TYPES: Readonly<Record<Family, readonly [request: number, reply: number]>> = { 4: [42, 43], 6: [160, 161] }

export function extendedEchoRequest(family: Family): MessageCodec<ExtendedEchoRequest> {
  return message({
    family,
    kinds: { [TYPES[family][0]]: 'extended-echo-request' },
    title: 'Extended Echo Request',
    source: 'RFC 8335 §2',
    fields: [
      uint('identifier', 16, 'Identifier'),
      uint('sequence', 8, 'Sequence number'),
      reserved(7),
      flag('local', 'L (local)'),
      structure(),
      rest('data', 'Data'),
    ],
  })
}

export function extendedEchoReply(family: Family): MessageCodec<ExtendedEchoReply> {
  return message({
    family,
    kinds: { [TYPES[family][1]]: 'extended-echo-reply' },
    title: 'Extended Echo Reply',
    source: 'RFC 8335 §3',
    codes: {
      0: 'no error',
      1: 'malformed query',
      2: 'no such interface',
      3: 'no such table entry',
      4: 'multiple interfaces satisfy query',
    },
    fields: [
      uint('identifier', 16, 'Identifier'),
      uint('sequence', 8, 'Sequence number'),
      uint('state', 3, 'State', { values: STATES }),
      reserved(2),
      flag('active', 'A (active)'),
      flag('ipv4', '4 (IPv4)'),
      flag('ipv6', '6 (IPv6)'),
      structure(),
      rest('data', 'Data'),
    ],
  })
}
