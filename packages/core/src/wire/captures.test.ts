/**
 * Packets captured by others, with what independent decoders say of them. Their licences vary, so the file is not part of
 * this project: `ICMP_VECTORS` names its folder, or it lies in `shared/vectors` beside the checkout.
 */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { hex } from '../testing/hex.js'
import { formatAddress } from './address.js'
import { decodeIcmp, encodeIcmp } from './icmp.js'
import { decodePacket, encodePacket, type IpPacket } from './ip-packet.js'
import type { IcmpMessage } from './message.js'
import { decodeQuoted } from './quoted.js'

interface QuotedRecord {
  version: 4 | 6
  total_length?: number
  payload_length?: number
  ttl?: number
  hop_limit?: number
  src: string
  dst: string
  l4?: { type?: number; ident?: number | null; seq?: number | null }
}

interface VectorRecord {
  id: string
  ip_hex: string
  snaplen_missing_bytes: number
  synthetic_ip_header: boolean
  outer: { version: 4 | 6; src: string; dst: string }
  icmp_offset: number
  icmp: {
    version: 4 | 6
    type: number
    code: number
    checksum: number
    checksum_status: string | null
    ident?: number
    seq?: number
    mtu?: number
    gateway?: string
    pointer?: number
  } | null
  quoted?: QuotedRecord
  independent: { checksum_ok: boolean | null; is_fragment?: boolean }
}

const folder = process.env.ICMP_VECTORS ?? fileURLToPath(new URL('../../../../../shared/vectors', import.meta.url))
const file = `${folder}/codec/captures.jsonl`
const missing = !existsSync(file)

describe.skipIf(missing)(
  `captured packets${missing ? ' (skipped: no recorded vectors beside the checkout)' : ''}`,
  () => {
    const records = missing
      ? []
      : readFileSync(file, 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as VectorRecord)

    it('are there', () => {
      expect(records.length).toBeGreaterThan(400)
    })

    it.each(records.map((record) => [record.id, record] as const))('%s', (_, record) => {
      const bytes = hex(record.ip_hex)
      const result = decodePacket(bytes)
      if (!result.ok) {
        expect(record.icmp).toBeNull()
        return
      }
      const packet = result.value
      expect(encodePacket(packet)).toEqual(bytes)
      if (record.icmp === null) return expect(packet.icmp).toBeUndefined()
      checkMessage(packet, record)
    })
  },
)

function checkMessage(
  packet: IpPacket,
  {
    icmp,
    independent,
    synthetic_ip_header: synthetic,
    outer,
    quoted,
    snaplen_missing_bytes: missingBytes,
  }: VectorRecord,
): void {
  if (icmp === null || outer.version !== icmp.version) return
  if (packet.icmp === undefined) {
    // Too short for its own header: a problem that says so, not an exception.
    expect(packet.problem).toBeDefined()
    return
  }
  const { message, checksum } = packet.icmp
  expect([message.type, message.code, message.checksum]).toEqual([icmp.type, icmp.code, icmp.checksum])
  // A length beyond the bytes may be a capture's cut or a lie: from the bytes alone nobody can tell.
  if (missingBytes > 0 || packet.truncated || independent.is_fragment === true) expect(checksum).toBe('unverifiable')
  else if (!(synthetic && icmp.version === 6) && independent.checksum_ok !== null) {
    expect(checksum).toBe(independent.checksum_ok ? 'valid' : 'invalid')
  }
  const again = decodeIcmp(icmp.version, encodeIcmp(message))
  expect(again.ok && again.value.message).toEqual(message)
  checkFields(message, icmp)
  if (quoted && message.kind !== 'unknown') checkQuote(message, quoted)
}

function checkFields(message: IcmpMessage, icmp: NonNullable<VectorRecord['icmp']>): void {
  if (message.kind === 'echo-request' || message.kind === 'echo-reply') {
    expect([message.identifier, message.sequence]).toEqual([icmp.ident, icmp.seq])
  }
  if (message.kind === 'packet-too-big') expect(message.mtu).toBe(icmp.mtu)
  if (message.kind === 'destination-unreachable' && message.family === 4 && icmp.mtu !== undefined) {
    expect(message.nextHopMtu).toBe(icmp.mtu)
  }
  if (message.kind === 'redirect' && message.family === 4 && icmp.gateway !== undefined) {
    expect(formatAddress({ family: 4, bytes: message.gateway, scope: 0 })).toBe(icmp.gateway)
  }
  if (message.kind === 'parameter-problem' && icmp.pointer !== undefined) expect(message.pointer).toBe(icmp.pointer)
}

function checkQuote(message: IcmpMessage, quoted: QuotedRecord): void {
  const result = decodeQuoted(message)
  // A quote whose first octet is a lie is none, and is told as one.
  if (!result.ok) return expect(['truncated', 'malformed']).toContain(result.problem.reason)
  const { header, payload } = result.value
  const family = header.version
  const text = (bytes: Uint8Array): string => formatAddress({ family, bytes, scope: 0 })
  expect([text(header.source), text(header.destination)]).toEqual([quoted.src, quoted.dst])
  if (header.version === 4) expect([header.totalLength, header.ttl]).toEqual([quoted.total_length, quoted.ttl])
  else expect([header.payloadLength, header.hopLimit]).toEqual([quoted.payload_length, quoted.hop_limit])
  const { l4 } = quoted
  if (l4 !== undefined && l4 !== null && typeof l4.ident === 'number' && payload.length >= 8) {
    expect([payload[0], (payload[4]! << 8) | payload[5]!, (payload[6]! << 8) | payload[7]!]).toEqual([
      l4.type,
      l4.ident,
      l4.seq,
    ])
  }
}
