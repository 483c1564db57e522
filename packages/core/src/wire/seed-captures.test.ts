/** Two captures that everything here began with: a Windows ping and a Linux ping of 1.1.1.1. */
import { describe, expect, it } from 'vitest'
import { hex } from '../testing/hex.js'
import { internetChecksumValid, onesSum } from './checksum.js'
import { decodeIcmp, encodeIcmp } from './icmp.js'
import { decodeIpv4Header } from './ipv4.js'

describe('the Windows capture: identifier 1, 32 letters', () => {
  const data = new TextEncoder().encode('abcdefghijklmnopqrstuvwabcdefghi')

  it.each([
    [8, 0x12, 0x4d49],
    [8, 0x13, 0x4d48],
    [8, 0x14, 0x4d47],
    [0, 0x12, 0x5549],
    [0, 0x13, 0x5548],
    [0, 0x14, 0x5547],
  ])('type %d sequence 0x%s has checksum 0x%s', (type, sequence, checksum) => {
    const kind = type === 8 ? 'echo-request' : 'echo-reply'
    const bytes = encodeIcmp({ family: 4, kind, type, code: 0, identifier: 1, sequence, data })
    expect(bytes.length).toBe(40)
    expect((bytes[2]! << 8) | bytes[3]!).toBe(checksum)
    expect(decodeIcmp(4, bytes)).toEqual({
      ok: true,
      value: {
        message: { family: 4, kind, type, code: 0, identifier: 1, sequence, data, checksum },
        checksum: 'valid',
      },
    })
  })
})

describe('the Linux capture: 64 bytes, a timestamp and counted bytes', () => {
  // The capture's first 12 bytes are known; the rest of the 64-bit seconds is 0, and the data after the timestamp count
  // up from 0x10. What is left are the microseconds, of which the checksum tells the sum of the two low words.
  const known = hex('0800 ad61 383d 0001 c067 0165 0000 0000')
  const counted = Uint8Array.from({ length: 40 }, (_, i) => 0x10 + i)
  const microseconds = ((): number => {
    const rest = onesSum(counted, 0, counted.length, onesSum(known))
    for (let value = 0; value < 1_000_000; value++) {
      const [a, b, c] = [value & 0xff, (value >> 8) & 0xff, value >> 16]
      if ((rest + a * 256 + b + c * 256) % 0xffff === 0) return value
    }
    throw new Error('no microseconds fit the checksum')
  })()
  const stamp = Uint8Array.of(microseconds & 0xff, (microseconds >> 8) & 0xff, microseconds >> 16, 0, 0, 0, 0, 0)
  const packet = Uint8Array.from([...known, ...stamp, ...counted])

  it('has a timestamp that fits its checksum', () => {
    expect(packet.length).toBe(64)
    expect(internetChecksumValid(packet)).toBe(true)
    // 0x650167c0 seconds: September 2023.
    expect(new Date(0x650167c0 * 1000).toISOString().slice(0, 7)).toBe('2023-09')
  })

  it('decodes to what strace showed, and encodes back', () => {
    const result = decodeIcmp(4, packet)
    if (!result.ok) throw new Error(result.problem.what)
    expect(result.value.checksum).toBe('valid')
    expect(result.value.message).toMatchObject({
      kind: 'echo-request',
      identifier: 0x383d,
      sequence: 1,
      checksum: 0xad61,
    })
    expect(encodeIcmp({ ...result.value.message, checksum: undefined })).toEqual(packet)
  })

  it("the reply's IP header: 84 bytes, TTL 52, identification 0x63dc, from 1.1.1.1", () => {
    const bytes = hex('45 00 00 54 63 dc 00 00 34 01 23 31 01 01 01 01 ac 19 51 81')
    expect(internetChecksumValid(bytes)).toBe(true)
    expect(decodeIpv4Header(bytes)).toEqual({
      ok: true,
      value: {
        version: 4,
        trafficClass: 0,
        totalLength: 84,
        identification: 0x63dc,
        reservedFlag: false,
        dontFragment: false,
        moreFragments: false,
        fragmentOffset: 0,
        ttl: 52,
        protocol: 1,
        checksum: 0x2331,
        source: Uint8Array.of(1, 1, 1, 1),
        destination: Uint8Array.of(172, 25, 81, 129),
        options: new Uint8Array(0),
      },
    })
  })
})
