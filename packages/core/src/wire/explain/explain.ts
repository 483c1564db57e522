/** A packet field by field: where each lies, what is there, what it means. */
import type { Family } from '../address.js'
import type { PseudoHeader } from '../checksum.js'
import { QUOTED } from '../extensions/quoting.js'
import { type ChecksumState, decodeIcmp } from '../icmp.js'
import { decodePacket, encodePacket, type IpPacket } from '../ip-packet.js'
import { ipv4HeaderLength } from '../ipv4.js'
import type { Fields } from '../layout/field.js'
import { explainLayout, readLayout } from '../layout/layout.js'
import type { Part } from '../layout/part.js'
import type { Layout } from '../layout/variable.js'
import type { IcmpMessage } from '../message.js'
import type { Problem } from '../problem.js'
import { quotedBytes } from '../quoted.js'
import { codecOf } from '../registry.js'
import { EXTENSION_HEADERS, IPV4, IPV6, PROTOCOLS, TRANSPORTS } from './ip-layouts.js'
import { explainIpv4Options, explainIpv6Options } from './ip-options.js'

/** An error quotes a packet, which may be an error that quotes one: no deeper than this. */
const DEEPEST = 3

/** A part with the bytes it stands for. */
export interface ExplainedPart extends Omit<Part, 'parts'> {
  /** A view of the packet's bytes. */
  raw: Uint8Array
  parts?: ExplainedPart[] | undefined
}

/**
 * The dissection of an IP packet. It never throws: what can't be read is a part that says why.
 * @param packet its bytes from the IP header on, or what was decoded of them
 */
export function explain(packet: Uint8Array | IpPacket): ExplainedPart[] {
  const bytes = packet instanceof Uint8Array ? packet : encodePacket(packet)
  return withBytes(explainPacket(bytes, 0, 0), bytes)
}

/** The same of an ICMP message without its IP header. */
export function explainIcmp(family: Family, bytes: Uint8Array, pseudo?: PseudoHeader): ExplainedPart[] {
  return withBytes([icmpPart(family, bytes, 0, 0, pseudo)], bytes)
}

function withBytes(parts: readonly Part[], bytes: Uint8Array): ExplainedPart[] {
  return parts.map(({ parts: inner, ...part }) => ({
    ...part,
    raw: bytes.subarray(part.offset, part.offset + part.length),
    ...(inner === undefined ? {} : { parts: withBytes(inner, bytes) }),
  }))
}

/** A part that could not be read: its bytes, and why. */
function unreadable(name: string, offset: number, length: number, problem: Problem, base: number): Part {
  const reason = problem.reason === 'truncated' ? 'Cut off here' : 'Malformed'
  const why: Part = { name: reason, offset: base + problem.at, length: 0, meaning: problem.what }
  const parts = length === 0 ? [why] : [bytesPart('Unread', offset, length), why]
  return { ...bytesPart(name, offset, length), parts }
}

/** @param at where the packet lies in the bytes that are explained */
function explainPacket(bytes: Uint8Array, at: number, depth: number): Part[] {
  const result = decodePacket(bytes)
  if (!result.ok) {
    return [unreadable('IP packet', at, bytes.length, result.problem, at)]
  }
  const packet = result.value
  const parts = 'extensionHeaders' in packet ? ipv6Parts(packet, bytes, at) : ipv4Parts(packet, bytes, at)
  const payload = at + (packet.payload.byteOffset - bytes.byteOffset)
  parts.push(...payloadParts(packet, payload, depth))
  if (packet.trailer.length > 0)
    parts.push(bytesPart('Trailer', payload + packet.payload.length, packet.trailer.length))
  return parts
}

function bytesPart(name: string, offset: number, length: number): Part {
  return { name, offset, length, meaning: `${length} bytes` }
}

function structure(layout: Layout, bytes: Uint8Array, start: number, end: number, at: number): Part[] {
  const record: Fields = {}
  readLayout(layout, record, bytes, start, end)
  return explainLayout(layout, record, at + start)
}

function ipv4Parts(packet: Extract<IpPacket, { headerChecksum: string }>, bytes: Uint8Array, at: number): Part[] {
  const length = ipv4HeaderLength(packet.header)
  const parts = structure(IPV4, bytes, 0, length, at)
  if (packet.header.options.length > 0) parts.push(...explainIpv4Options(packet.header.options, at + IPV4.size))
  const meaning = `IPv4, header checksum ${packet.headerChecksum}`
  return [{ name: 'IPv4 header', offset: at, length, meaning, parts }]
}

function ipv6Parts(packet: Extract<IpPacket, { extensionHeaders: unknown }>, bytes: Uint8Array, at: number): Part[] {
  const parts: Part[] = [
    {
      name: 'IPv6 header',
      offset: at,
      length: IPV6.size,
      meaning: 'IPv6',
      parts: structure(IPV6, bytes, 0, IPV6.size, at),
    },
  ]
  for (const { type, bytes: header } of packet.extensionHeaders) {
    const offset = header.byteOffset - bytes.byteOffset
    const known = EXTENSION_HEADERS[type]
    const inner = known === undefined ? [] : structure(known.layout, bytes, offset, offset + header.length, at)
    // Only these two hold options.
    if (type === 0 || type === 60) inner.push(...explainIpv6Options(header, at + offset))
    parts.push({
      name: known?.title ?? 'Extension header',
      offset: at + offset,
      length: header.length,
      meaning: `type ${type}`,
      parts: inner,
    })
  }
  return parts
}

function payloadParts(packet: IpPacket, at: number, depth: number): Part[] {
  const { payload, protocol, fragmentOffset, icmp, problem } = packet
  if (fragmentOffset > 0) return [bytesPart(`Fragment at ${fragmentOffset}`, at, payload.length)]
  if (icmp !== undefined) return [messagePart(icmp.message, icmp.checksum, payload.length, at, depth)]
  if (problem !== undefined) return [unreadable(nameOf(protocol), at, payload.length, problem, at)]
  const layout = TRANSPORTS[protocol]?.find(({ size }) => size <= payload.length)
  if (layout === undefined) return payload.length === 0 ? [] : [bytesPart(nameOf(protocol), at, payload.length)]
  const header: Part = {
    name: nameOf(protocol),
    offset: at,
    length: layout.size,
    meaning: '',
    parts: structure(layout, payload, 0, layout.size, at),
  }
  const rest = payload.length - layout.size
  return rest === 0 ? [header] : [header, bytesPart('Data', at + layout.size, rest)]
}

function nameOf(protocol: number): string {
  return PROTOCOLS[protocol] ?? `Protocol ${protocol}`
}

function icmpPart(family: Family, bytes: Uint8Array, at: number, depth: number, pseudo?: PseudoHeader): Part {
  const result = decodeIcmp(family, bytes, pseudo)
  if (result.ok) return messagePart(result.value.message, result.value.checksum, bytes.length, at, depth)
  return unreadable(family === 4 ? 'ICMP' : 'ICMPv6', at, bytes.length, result.problem, at)
}

function messagePart(message: IcmpMessage, state: ChecksumState, length: number, at: number, depth: number): Part {
  const codec = codecOf(message)
  const { type, code, checksum = 0 } = message
  const codeName = codec.codes[code]
  const parts: Part[] = [
    { name: 'Type', offset: at, length: 1, meaning: `${type} (${codec.title})` },
    {
      name: 'Code',
      offset: at + 1,
      length: 1,
      meaning: codeName === undefined ? String(code) : `${code} (${codeName})`,
    },
    { name: 'Checksum', offset: at + 2, length: 2, meaning: `0x${checksum.toString(16).padStart(4, '0')} (${state})` },
    ...explainLayout(codec.layout, message as unknown as Fields, at + 4),
  ]
  if (depth < DEEPEST) explainQuotes(message, parts, depth)
  const name = message.family === 4 ? 'ICMP' : 'ICMPv6'
  return { name, offset: at, length, meaning: codec.title, parts }
}

/** Puts the dissection of what is quoted where its bytes are, in an option too. */
function explainQuotes(message: IcmpMessage, parts: readonly Part[], depth: number): void {
  const quoted = quotedBytes(message)
  const part = quoted === undefined || quoted.length === 0 ? undefined : firstQuote(parts)
  if (part === undefined || quoted === undefined) return
  const inner = explainPacket(quoted, part.offset, depth + 1)
  const padding = part.length - quoted.length
  part.parts = padding > 0 ? [...inner, bytesPart('Padding', part.offset + quoted.length, padding)] : inner
}

/** A redirect may have several options that quote; the first one counts, the others stay bytes. */
function firstQuote(parts: readonly Part[]): Part | undefined {
  for (const part of parts) {
    const found = part.name === QUOTED ? part : firstQuote(part.parts ?? [])
    if (found !== undefined) return found
  }
  return undefined
}
