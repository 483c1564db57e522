/** Echo request and reply: RFC 792 p. 14, RFC 4443 §4.1 and §4.2, of one layout in both families. */
import type { Family } from '../address.js'
import { readU16, writeU16 } from '../bytes.js'
import { internetChecksum } from '../checksum.js'
import { uint } from '../layout/field.js'
import { message } from '../layout/message.js'
import { rest } from '../layout/parts.js'
import type { IcmpHead, MessageCodec } from '../message.js'

const CHECKSUM = 2
const IDENTIFIER = 4
const SEQUENCE = 6
const DATA = 8

/** Type numbers of the request and of the reply. */
export const ECHO_REQUEST: Readonly<Record<Family, number>> = { 4: 8, 6: 128 }
export const ECHO_REPLY: Readonly<Record<Family, number>> = { 4: 0, 6: 129 }

export interface Echo extends IcmpHead {
  kind: 'echo-request' | 'echo-reply'
  /** Tells the pings of one host apart; plays the part of a port in a NAT. */
  identifier: number
  sequence: number
  data: Uint8Array
}

export function echo(family: Family): MessageCodec<Echo> {
  const request = ECHO_REQUEST[family]
  const table = {
    family,
    kinds: { [ECHO_REQUEST[family]]: 'echo-request', [ECHO_REPLY[family]]: 'echo-reply' },
    title: 'Echo',
    source: family === 4 ? 'RFC 792' : 'RFC 4443 §4.1, §4.2',
    fields: [uint('identifier', 16, 'Identifier'), uint('sequence', 16, 'Sequence number'), rest('data', 'Data')],
  }
  return message(table, ({ type, code, checksum }, bytes) => ({
    family,
    type,
    code,
    checksum,
    kind: type === request ? 'echo-request' : 'echo-reply',
    identifier: readU16(bytes, IDENTIFIER),
    sequence: readU16(bytes, SEQUENCE),
    data: bytes.subarray(DATA),
  }))
}

/**
 * Writes an echo request without a record, and gives its length. The caller has seen to the room and the ranges. ICMPv6's
 * checksum stays 0: it needs the addresses, and the system fills it in.
 */
export function writeEchoRequest(
  target: Uint8Array,
  offset: number,
  family: Family,
  identifier: number,
  sequence: number,
  data: Uint8Array,
): number {
  const end = offset + DATA + data.length
  target[offset] = ECHO_REQUEST[family]
  target[offset + 1] = 0
  writeU16(target, offset + CHECKSUM, 0)
  writeU16(target, offset + IDENTIFIER, identifier)
  writeU16(target, offset + SEQUENCE, sequence)
  target.set(data, offset + DATA)
  if (family === 4) writeU16(target, offset + CHECKSUM, internetChecksum(target, offset, end))
  return end - offset
}
