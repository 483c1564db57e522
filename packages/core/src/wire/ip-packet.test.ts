import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { IcmpError } from '../errors.js'
import { hex } from '../testing/hex.js'
import { ipv4, ipv6, sealed, v4, v6 } from '../testing/packets.js'
import { encodeIcmp } from './icmp.js'
import {
  decodeIpv4Packet,
  decodeIpv6Packet,
  decodePacket,
  encodeIpv4Packet,
  encodeIpv6Packet,
  encodePacket,
} from './ip-packet.js'
import { encodeIpv4HeaderInto, type Ipv4Header } from './ipv4.js'

const A = v4('192.0.2.1')
const B = v4('198.51.100.7')
const REQUEST = sealed(hex('0800 0000 0001 0002 6162'))
const PSEUDO = { source: v6(1).bytes, destination: v6(2).bytes }
const REQUEST6 = encodeIcmp(
  { family: 6, kind: 'echo-request', type: 128, code: 0, identifier: 1, sequence: 2, data: hex('6162') },
  PSEUDO,
)
const HEADER: Ipv4Header = {
  version: 4,
  trafficClass: 0xb8,
  totalLength: 32,
  identification: 0xbeef,
  reservedFlag: false,
  dontFragment: true,
  moreFragments: false,
  fragmentOffset: 0,
  ttl: 63,
  protocol: 1,
  source: A.bytes,
  destination: B.bytes,
  options: hex('01 07 03 00'),
}

describe('IPv4', () => {
  it('a datagram with options and all that is in it', () => {
    const bytes = encodeIpv4Packet({ ...HEADER, totalLength: 34 }, REQUEST)
    const result = decodeIpv4Packet(bytes)
    if (!result.ok) throw new Error(result.problem.what)
    const { header, headerChecksum, icmp, truncated, trailer } = result.value
    expect(header).toEqual({ ...HEADER, totalLength: 34, checksum: (bytes[10]! << 8) | bytes[11]! })
    expect({ headerChecksum, truncated, trailing: trailer.length }).toEqual({
      headerChecksum: 'valid',
      truncated: false,
      trailing: 0,
    })
    expect(icmp).toMatchObject({ checksum: 'valid', message: { kind: 'echo-request', identifier: 1, sequence: 2 } })
    expect(encodePacket(result.value)).toEqual(bytes)
  })

  it('encoders leave no byte of what was there before', () => {
    const target = new Uint8Array(24).fill(0xa5)
    encodeIpv4HeaderInto({ ...HEADER, options: hex('00000000') }, target, 0)
    expect([...target.subarray(20)]).toEqual([0, 0, 0, 0])
    expect(target.includes(0xa5)).toBe(false)
  })

  it('a total length that lies low: the bytes count', () => {
    const bytes = Object.assign(ipv4(A, B, REQUEST), { 2: 0, 3: 10 })
    expect(decodeIpv4Packet(bytes)).toMatchObject({ value: { icmp: { checksum: 'valid' }, truncated: false } })
  })

  it('a total length beyond the bytes: truncated, and the checksum can not be known', () => {
    const bytes = Object.assign(ipv4(A, B, REQUEST), { 2: 4, 3: 0 })
    expect(decodeIpv4Packet(bytes)).toMatchObject({ value: { icmp: { checksum: 'unverifiable' }, truncated: true } })
  })

  it('bytes beyond the total length are a trailer, not data', () => {
    const bytes = Uint8Array.from([...ipv4(A, B, REQUEST), 9, 9, 9])
    expect(decodeIpv4Packet(bytes)).toMatchObject({ value: { trailer: hex('090909'), icmp: { checksum: 'valid' } } })
  })

  it('fragments: the first can not be verified, a later one holds no message', () => {
    const first = Object.assign(ipv4(A, B, REQUEST), { 6: 0x20 })
    expect(decodeIpv4Packet(first)).toMatchObject({
      value: { moreFragments: true, icmp: { checksum: 'unverifiable' } },
    })
    const later = decodeIpv4Packet(Object.assign(ipv4(A, B, REQUEST), { 7: 2 }))
    expect(later).toMatchObject({ value: { fragmentOffset: 16 } })
    expect(later.ok && later.value.icmp).toBeUndefined()
  })

  it.each([
    ['', 'truncated'],
    ['55', 'malformed'],
    ['44', 'malformed'],
    ['46 00 00 18', 'truncated'],
  ])('%s is %s', (bytes, reason) => {
    expect(decodeIpv4Packet(hex(bytes))).toMatchObject({ ok: false, problem: { reason } })
  })

  it('a field that does not fit is refused', () => {
    for (const change of [
      { ttl: 256 },
      { fragmentOffset: 4 },
      { options: new Uint8Array(41) },
      { source: new Uint8Array(3) },
    ]) {
      try {
        encodeIpv4Packet({ ...HEADER, ...change }, REQUEST)
        expect.unreachable()
      } catch (error) {
        expect((error as IcmpError).code).toBe('ICMP_INVALID_OPTION')
      }
    }
  })
})

describe('IPv6', () => {
  it('a packet with its checksum over the addresses', () => {
    const result = decodeIpv6Packet(ipv6(v6(1), v6(2), REQUEST6))
    expect(result).toMatchObject({
      value: { protocol: 58, icmp: { checksum: 'valid', message: { kind: 'echo-request' } }, truncated: false },
    })
    expect(decodeIpv6Packet(ipv6(v6(1), v6(3), REQUEST6))).toMatchObject({ value: { icmp: { checksum: 'invalid' } } })
  })

  it('finds the message behind extension headers', () => {
    const header = { version: 6 as const, trafficClass: 1, flowLabel: 0xabcde, nextHeader: 0, hopLimit: 1, ...PSEUDO }
    const extensionHeaders = [
      { type: 0, bytes: hex('3c 00 0502 0000 0100') },
      { type: 60, bytes: hex('2c 00 0104 00000000') },
      { type: 44, bytes: hex('3a 00 0000 00000001') },
    ]
    const bytes = encodeIpv6Packet(header, REQUEST6, extensionHeaders)
    const result = decodeIpv6Packet(bytes)
    expect(result).toMatchObject({ value: { protocol: 58, extensionHeaders, icmp: { checksum: 'valid' } } })
    expect(result.ok && encodePacket(result.value)).toEqual(bytes)
  })

  it('a routing header with segments left: the checksum covers the last address', () => {
    const header = {
      version: 6 as const,
      trafficClass: 0,
      flowLabel: 0,
      nextHeader: 43,
      hopLimit: 1,
      source: v6(1).bytes,
      destination: v6(9).bytes,
    }
    const routing = Uint8Array.from([58, 2, 0, 1, 0, 0, 0, 0, ...v6(2).bytes])
    const bytes = encodeIpv6Packet(header, REQUEST6, [{ type: 43, bytes: routing }])
    expect(decodeIpv6Packet(bytes)).toMatchObject({ value: { icmp: { checksum: 'valid' } } })
  })

  it('an endless chain ends, one that is cut says so', () => {
    const endless = ipv6(v6(1), v6(2), new Uint8Array(4000))
    endless[6] = 0
    expect(decodeIpv6Packet(endless)).toMatchObject({ value: { problem: { reason: 'malformed' } } })
    const cut = ipv6(v6(1), v6(2), hex('3a 05 0000'))
    cut[6] = 0
    expect(decodeIpv6Packet(cut)).toMatchObject({ value: { problem: { reason: 'truncated' } } })
  })

  it('a payload length of 0 means nothing, unless the jumbo option has the length', () => {
    const none = decodeIpv6Packet(Object.assign(ipv6(v6(1), v6(2), REQUEST6), { 4: 0, 5: 0 }))
    expect(none).toMatchObject({ ok: true, value: { trailer: REQUEST6, problem: { reason: 'truncated' } } })
    const jumbo = Uint8Array.from([58, 0, 0xc2, 4, 0, 0, 0, 8 + REQUEST6.length, ...REQUEST6])
    const bytes = Object.assign(ipv6(v6(1), v6(2), jumbo), { 4: 0, 5: 0, 6: 0 })
    expect(decodeIpv6Packet(bytes)).toMatchObject({ value: { icmp: { checksum: 'valid' } } })
  })
})

describe('any bytes', () => {
  it('never throw, and what decodes encodes to the same', () => {
    const seeds = [
      ipv4(A, B, REQUEST),
      ipv6(v6(1), v6(2), REQUEST6),
      encodeIpv4Packet({ ...HEADER, totalLength: 34 }, REQUEST),
    ]
    const changes = fc.array(fc.tuple(fc.nat(60), fc.nat(255)), { maxLength: 6 })
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        changes,
        fc.nat(80),
        fc.uint8Array({ maxLength: 8 }),
        (seed, edits, length, tail) => {
          const bytes = Uint8Array.from([...seed.subarray(0, length), ...tail])
          for (const [at, value] of edits) if (at < bytes.length) bytes[at] = value
          const result = decodePacket(bytes)
          if (result.ok) expect(encodePacket(result.value)).toEqual(bytes)
        },
      ),
      { numRuns: 3000 },
    )
    expect(decodePacket(hex('50'))).toMatchObject({ problem: { reason: 'malformed', at: 0 } })
  })
})
