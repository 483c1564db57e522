import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CookieJar } from './cookie.js'

/** 192.0.2.1 and .2, as the table of probes keeps them. */
const to = Int32Array.of(0x010200c0, 0x020200c0)
const jar = new CookieJar(Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7))

function cookie(token: number, key: number, from = jar): Uint8Array {
  const bytes = new Uint8Array(16).fill(0xa5)
  from.write(bytes, 0, token, key, to, 0, 1)
  return bytes
}

describe('cookie', () => {
  it('holds for the probe it was written for, whatever its number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), fc.nat(0xfffff), (token, key) => {
        expect(jar.verify(cookie(token, key), 0, token, key, to, 0, 1)).toBe('same')
      }),
    )
  })

  it('holds for no other number, key, target or session', () => {
    const bytes = cookie(70_000, 7)
    expect(jar.verify(bytes, 0, 4464, 7, to, 0, 1)).toBe('foreign')
    expect(jar.verify(bytes, 0, 70_000, 8, to, 0, 1)).toBe('foreign')
    expect(jar.verify(bytes, 0, 70_000, 7, to, 1, 1)).toBe('foreign')
    expect(jar.verify(bytes, 0, 70_000, 7, to, 0, 2)).toBe('foreign')
    const stranger = new CookieJar(Uint8Array.of(9, 1, 2, 3, 4, 5, 6, 7))
    expect(stranger.verify(bytes, 0, 70_000, 7, to, 0, 1)).toBe('foreign')
  })

  it('tells one changed byte from a stranger', () => {
    fc.assert(
      fc.property(fc.nat(15), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = cookie(5, 5)
        bytes[at]! ^= change
        expect(jar.verify(bytes, 0, 5, 5, to, 0, 1)).toBe('damaged')
      }),
    )
    expect(jar.verify(new Uint8Array(16), 0, 5, 5, to, 0, 1)).toBe('foreign')
  })

  it('does not repeat its tag over many probes', () => {
    const seen = new Set<string>()
    for (let token = 0; token < 20_000; token++)
      seen.add(
        cookie(token, token % 65_536)
          .subarray(8)
          .join(),
      )
    expect(seen.size).toBe(20_000)
  })
})
