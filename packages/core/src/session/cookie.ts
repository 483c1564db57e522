import type { Address } from '../wire/address.js'

/** Bytes of payload that a cookie takes: the probe's wide sequence number, then its keyed tag, 8 bytes each. */
export const COOKIE_LENGTH = 16

/** What a received cookie says about the probe it is held against. */
export type CookieVerdict = 'same' | 'damaged' | 'foreign'

/**
 * Proves that a payload was written by this session: a 64-bit HalfSipHash-2-4 tag (Aumasson and Bernstein's SipHash in
 * its 32-bit form, which needs no 64-bit arithmetic) over the probe's wide sequence number, its wire key and its
 * destination. It guards against accidents and strangers, not against somebody on the path who copies what he sees.
 */
export class CookieJar {
  readonly #k0: number
  readonly #k1: number
  #tag0 = 0
  #tag1 = 0

  /** @param key 8 random bytes, new for each session. */
  constructor(key: Uint8Array) {
    this.#k0 = word(key, 0)
    this.#k1 = word(key, 4)
  }

  write(payload: Uint8Array, offset: number, token: number, key: number, to: Address): void {
    this.#seal(token, key, to)
    putWord(payload, offset, Math.floor(token / 0x1_0000_0000))
    putWord(payload, offset + 4, token >>> 0)
    putWord(payload, offset + 8, this.#tag0)
    putWord(payload, offset + 12, this.#tag1)
  }

  /** Reads 16 bytes; the caller has checked that they are there. */
  verify(payload: Uint8Array, offset: number, token: number, key: number, to: Address): CookieVerdict {
    this.#seal(token, key, to)
    const sameToken =
      getWord(payload, offset) === Math.floor(token / 0x1_0000_0000) && getWord(payload, offset + 4) === token >>> 0
    const sameTag = getWord(payload, offset + 8) === this.#tag0 && getWord(payload, offset + 12) === this.#tag1
    if (sameToken && sameTag) return 'same'
    // One half right and the other wrong can't be a stranger's: something changed the bytes on the way.
    return sameToken || sameTag ? 'damaged' : 'foreign'
  }

  #seal(token: number, key: number, to: Address): void {
    const words = to.bytes.length >> 2
    let v0 = this.#k0
    let v1 = this.#k1 ^ 0xee
    let v2 = 0x6c796765 ^ this.#k0
    let v3 = 0x74656462 ^ this.#k1
    const round = (): void => {
      v0 = (v0 + v1) | 0
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
      v0 = (v0 << 16) | (v0 >>> 16)
      v2 = (v2 + v3) | 0
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
      v0 = (v0 + v3) | 0
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0
      v2 = (v2 + v1) | 0
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2
      v2 = (v2 << 16) | (v2 >>> 16)
    }
    // Words 0 to 2 are the numbers, then the address, then the length of it all as SipHash pads it.
    for (let i = 0; i < words + 4; i++) {
      const m =
        i === 0
          ? token | 0
          : i === 1
            ? Math.floor(token / 0x1_0000_0000) | 0
            : i === 2
              ? key | 0
              : i < words + 3
                ? word(to.bytes, (i - 3) << 2)
                : ((words + 3) * 4) << 24
      v3 ^= m
      round()
      round()
      v0 ^= m
    }
    v2 ^= 0xee
    for (let i = 0; i < 4; i++) round()
    this.#tag0 = (v1 ^ v3) >>> 0
    v1 ^= 0xdd
    for (let i = 0; i < 4; i++) round()
    this.#tag1 = (v1 ^ v3) >>> 0
  }
}

/** SipHash reads its input as little-endian words. */
function word(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
}

function getWord(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
}

function putWord(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24
  bytes[at + 1] = value >>> 16
  bytes[at + 2] = value >>> 8
  bytes[at + 3] = value
}
