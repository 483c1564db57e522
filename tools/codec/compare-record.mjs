// One record of a vector file against what core decodes of its bytes.
import {
  decodeIcmp,
  decodeIpv4Packet,
  decodeIpv6Packet,
  decodeQuoted,
  encodeIcmp,
  encodePacket,
  quotedBytes,
} from '@icmp/core'
import { compareExtensions } from './compare-extensions.mjs'
import { fieldsOf } from './compare-icmp.mjs'
import { compareHeader, compareTransport } from './compare-ip.mjs'
import { Differences } from './differences.mjs'

/** @returns what differs, and how far the message could be compared */
export function compareRecord(record) {
  const differences = new Differences()
  try {
    compareAll(differences, record)
  } catch (error) {
    differences.say('decoding', 'no exception', String(error?.stack ?? error))
  }
  return differences.found
}

function compareAll(differences, record) {
  const bytes = Uint8Array.from(Buffer.from(record.ip_hex, 'hex'))
  const packet = record.outer.version === 4 ? decodeIpv4Packet(bytes) : decodeIpv6Packet(bytes)
  const { ip_len: length, outer, icmp } = record
  differences.compare('ip_len', length, bytes.length)
  compareHeader(differences, 'outer', outer, packet.ok ? packet.value : undefined, bytes)
  if (!packet.ok) {
    if (icmp !== null) differences.say('icmp', icmp.type, packet.problem.what)
    return
  }
  if (Buffer.compare(encodePacket(packet.value), bytes) !== 0) differences.say('encode(decode(x))', 'x', 'other bytes')
  if (icmp === null) {
    if (packet.value.icmp !== undefined) differences.say('icmp', null, packet.value.icmp.message.kind)
    return
  }
  const message = icmpOf(differences, record, packet.value)
  if (message !== undefined) compareMessage(differences, record, message)
}

/** The message as decoded with the packet, or by itself: tshark also reads ICMPv4 in IPv6 and the like. */
function icmpOf(differences, record, packet) {
  const { icmp, icmp_offset: offset, icmp_len: length } = record
  const start = packet.header.version === 4 ? 20 + packet.header.options.length : ipv6Start(packet)
  differences.compare('icmp_offset', offset, start)
  differences.compare('icmp_len', length, packet.payload.length)
  const head = packet.payload
  differences.compare('icmp.type', icmp.type, head[0])
  differences.compare('icmp.code', icmp.code, head[1])
  if (head.length >= 4) differences.compare('icmp.checksum', icmp.checksum, head[2] * 256 + head[3])
  if (packet.icmp === undefined) {
    const alone = decodeIcmp(icmp.version, head)
    if (alone.ok) return alone.value.message
    // Too short for the fields of its type: then there is nothing more to compare, and it must say so.
    if (packet.problem === undefined) differences.say('icmp', icmp.type, 'neither a message nor a problem')
    return undefined
  }
  compareChecksum(differences, record, packet)
  differences.compare('icmp.type', icmp.type, packet.icmp.message.type)
  differences.compare('icmp.code', icmp.code, packet.icmp.message.code)
  return packet.icmp.message
}

function ipv6Start(packet) {
  return packet.extensionHeaders.reduce((sum, { bytes }) => sum + bytes.length, 40)
}

const VERDICT = { good: 'valid', bad: 'invalid' }

function compareChecksum(differences, record, packet) {
  const { icmp, independent, synthetic_ip_header: synthetic, snaplen_missing_bytes: missing } = record
  if (synthetic && icmp.version === 6) return
  const { checksum } = packet.icmp
  if (missing > 0 || independent.is_fragment === true || packet.truncated) {
    differences.compare('icmp.checksum_status', 'unverifiable', checksum)
  } else if (typeof independent.checksum_ok === 'boolean') {
    differences.compare('icmp.checksum_status', independent.checksum_ok ? 'valid' : 'invalid', checksum)
  } else if (VERDICT[icmp.checksum_status] !== undefined) {
    differences.compare('icmp.checksum_status', VERDICT[icmp.checksum_status], checksum)
  }
}

function compareMessage(differences, record, message) {
  const { icmp } = record
  const bytes = encodeIcmp(message)
  const rest = Buffer.from(bytes.subarray(4, 8)).toString('hex')
  if (icmp.rest_of_header_hex !== undefined) {
    differences.compare('icmp.rest_of_header_hex', icmp.rest_of_header_hex.slice(0, rest.length), rest)
  }
  const fields = fieldsOf(message)
  for (const [name, actual] of Object.entries(fields)) {
    // Where the bytes end before a field, the record has none either.
    if (actual !== undefined) differences.compare(`icmp.${name}`, icmp[name], actual)
  }
  for (const name of Object.keys(icmp)) {
    if (!KNOWN.has(name) && !(name in fields)) differences.say(`icmp.${name}`, icmp[name], 'not decoded')
  }
  const found = message.extensions === undefined ? undefined : 8 + (message.quoted?.length ?? 0)
  compareExtensions(differences, record, message, found)
  if (record.quoted) compareQuoted(differences, record.quoted, message, bytes)
}

const KNOWN = new Set(['version', 'type', 'code', 'checksum', 'checksum_status', 'rest_of_header_hex'])

function compareQuoted(differences, record, message, icmp) {
  const quoted = quotedBytes(message)
  if (quoted === undefined) {
    differences.say('quoted', `version ${record.version}`, `nothing quoted by ${message.kind}`)
    return
  }
  const offset = quoted.byteOffset === undefined ? undefined : offsetIn(icmp, message, quoted)
  differences.compare('quoted.offset_in_icmp', record.offset_in_icmp, offset)
  const result = decodeQuoted(message)
  compareHeader(differences, 'quoted', record, result.ok ? result.value : undefined, quoted)
  if (!record.l4) return
  if (!result.ok) {
    if (record.l4.src_port !== undefined) differences.say('quoted.l4', record.l4.proto, result.problem.what)
    return
  }
  const packet = result.value
  const headers = packet.header.version === 4 ? 20 + packet.header.options.length : ipv6Start(packet)
  compareTransport(differences, 'quoted.l4', record.l4, packet, offset + headers)
  const { l4 } = record
  if (l4.proto !== 'icmp' && l4.proto !== 'icmpv6') return
  const { payload } = packet
  const field = (name, at, length) => {
    if (payload.length < at + length) return
    const value = length === 1 ? payload[at] : payload[at] * 256 + payload[at + 1]
    differences.compare(`quoted.l4.${name}`, l4[name], value)
  }
  field('type', 0, 1)
  field('code', 1, 1)
  field('checksum', 2, 2)
  if (packet.icmp?.message.identifier !== undefined) {
    differences.compare('quoted.l4.ident', l4.ident, packet.icmp.message.identifier)
    differences.compare('quoted.l4.seq', l4.seq, packet.icmp.message.sequence)
  } else {
    field('ident', 4, 2)
    field('seq', 6, 2)
  }
}

/** Where the quote stands in the message: behind the header, or in an option of a redirect. */
function offsetIn(icmp, message, quoted) {
  if (message.kind !== 'redirect' || message.family === 4) return 8
  return Buffer.from(icmp.buffer, icmp.byteOffset, icmp.length).indexOf(quoted)
}
