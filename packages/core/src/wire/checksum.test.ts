import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex } from '../testing/hex.js'
import {
  internetChecksum,
  internetChecksumValid,
  onesSum,
  pseudoHeaderSum,
  updateChecksum,
  updateChecksum32,
} from './checksum.js'

/** RFC 1071 §4.1, the slow and plain way. */
function plain(bytes: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < bytes.length; i += 2) {
    sum += bytes[i]! * 256 + (bytes[i + 1] ?? 0)
    if (sum > 0xffff) sum -= 0xffff
  }
  return sum
}

describe('the internet checksum', () => {
  it("is RFC 1071's example", () => {
    expect(onesSum(hex('0001 f203 f4f5 f6f7'))).toBe(0xddf2)
    expect(internetChecksum(hex('0001 f203 f4f5 f6f7'))).toBe(0x220d)
  })

  it('is the same by every path: short and long, odd and even, aligned and not', () => {
    const lengths = fc.oneof(fc.nat(80), fc.integer({ min: 500, max: 530 }), fc.constantFrom(1472, 4096, 65_507))
    fc.assert(
      fc.property(lengths, fc.nat(7), fc.integer(), (length, offset, seed) => {
        const whole = new Uint8Array(offset + length)
        for (let i = 0; i < whole.length; i++) whole[i] = (seed * (i + 7) * 2654435761) >>> 23
        expect(onesSum(whole, offset)).toBe(plain(whole.slice(offset)))
      }),
      { numRuns: 300 },
    )
  })

  it('sums no byte outside its range', () => {
    const bytes = new Uint8Array(2000).fill(0xff)
    bytes.fill(0, 100, 1900)
    expect(onesSum(bytes, 100, 1900)).toBe(0)
    expect(onesSum(new Uint8Array(600).fill(0xff))).toBe(0xffff)
  })

  it('verifies what it made, and nothing with a changed bit', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 700 }), fc.nat(), (bytes, where) => {
        bytes[2] = bytes[3] = 0
        const checksum = internetChecksum(bytes)
        bytes[2] = checksum >> 8
        bytes[3] = checksum & 0xff
        expect(internetChecksumValid(bytes)).toBe(true)
        bytes[where % bytes.length]! ^= 1 << (where % 8)
        expect(internetChecksumValid(bytes)).toBe(false)
      }),
    )
  })

  it('holds with either zero of the one’s complement', () => {
    expect(internetChecksumValid(hex('0000 ffff 0000'))).toBe(true)
    expect(internetChecksumValid(hex('ffff 0000'))).toBe(true)
    expect(internetChecksumValid(hex('1234 edcb 0000'))).toBe(true)
    expect(internetChecksumValid(hex('1234 edcb ffff'))).toBe(true)
  })

  it('pads a last odd byte with zero behind it', () => {
    expect(onesSum(hex('0102 03'))).toBe(0x0402)
  })
})

describe('the incremental update', () => {
  it("is RFC 1624's example, where RFC 1141's equation failed", () => {
    expect(updateChecksum(0xdd2f, 0x5555, 0x3285)).toBe(0x0000)
  })

  it('comes to the same as summing anew', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 12, maxLength: 64 }),
        fc.nat(0xffff),
        fc.nat(0xffff_ffff),
        (bytes, a, b) => {
          bytes[2] = bytes[3] = 0
          bytes[0] = 8
          const before = internetChecksum(bytes)
          const changed = bytes.slice()
          changed[4] = a >> 8
          changed[5] = a & 0xff
          const once = updateChecksum(before, (bytes[4]! << 8) | bytes[5]!, a)
          expect(once).toBe(internetChecksum(changed))
          const word = ((bytes[8]! << 24) | (bytes[9]! << 16) | (bytes[10]! << 8) | bytes[11]!) >>> 0
          changed.set([b >>> 24, b >>> 16, b >>> 8, b], 8)
          expect(updateChecksum32(once, word, b)).toBe(internetChecksum(changed))
        },
      ),
    )
  })
})

describe("ICMPv6's pseudo-header", () => {
  it('is what its bytes sum up to', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.nat(70_000),
        (source, destination, length) => {
          const tail = [0, length >>> 16, (length >>> 8) & 0xff, length & 0xff, 0, 0, 0, 58]
          const bytes = Uint8Array.from([...source, ...destination, ...tail])
          expect(pseudoHeaderSum({ source, destination }, length)).toBe(plain(bytes))
        },
      ),
    )
  })
})
