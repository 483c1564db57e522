/** Bytes of payload that a cookie takes. */
export const COOKIE_LENGTH = 16
const WORDS = 4

/** What a received cookie says about the probe it is held against. */
export type CookieVerdict = 'same' | 'damaged' | 'foreign'

/**
 * Proves that a payload was written by this session for this probe: a 128-bit tag over the probe's wide sequence number,
 * its wire key and its destination. The tag is HalfSipHash-2-4 (Aumasson and Bernstein's SipHash in its 32-bit form,
 * which needs no 64-bit arithmetic) with its finalisation run on for four words. It guards against accidents and
 * strangers, not against somebody on the path who copies what he sees.
 */
export class CookieJar {
  readonly #k0: number
  readonly #k1: number
  readonly #tag = new Uint32Array(WORDS)

  /** @param key 8 random bytes, new for each session. */
  constructor(key: Uint8Array) {
    this.#k0 = word(key, 0)
    this.#k1 = word(key, 4)
  }

  /** Writes 16 bytes. The target's address are `count` little-endian words from `at` on. */
  write(
    payload: Uint8Array,
    offset: number,
    token: number,
    key: number,
    to: Int32Array,
    at: number,
    count: number,
  ): void {
    this.#seal(token, key, to, at, count)
    for (let i = 0; i < WORDS; i++) putWord(payload, offset + i * 4, this.#tag[i]!)
  }

  /** Reads 16 bytes; the caller has checked that they are there. */
  verify(
    payload: Uint8Array,
    offset: number,
    token: number,
    key: number,
    to: Int32Array,
    at: number,
    count: number,
  ): CookieVerdict {
    this.#seal(token, key, to, at, count)
    let agree = 0
    for (let i = 0; i < WORDS; i++) if (getWord(payload, offset + i * 4) === this.#tag[i]) agree++
    // A stranger's cookie agrees nowhere; one that agrees in part is ours, and something changed it on the way.
    return agree === WORDS ? 'same' : agree > 0 ? 'damaged' : 'foreign'
  }

  #seal(token: number, key: number, to: Int32Array, at: number, count: number): void {
    state[0] = this.#k0
    state[1] = this.#k1 ^ 0xee
    state[2] = 0x6c796765 ^ this.#k0
    state[3] = 0x74656462 ^ this.#k1
    absorb(token | 0)
    absorb(Math.floor(token / 0x1_0000_0000))
    absorb(key)
    for (let i = 0; i < count; i++) absorb(to[at + i]!)
    // The length of the input ends it, as SipHash pads.
    absorb(((count + 3) * 4) << 24)
    state[2]! ^= 0xee
    for (let i = 0; i < WORDS; i++) {
      rounds(4)
      this.#tag[i] = state[1]! ^ state[3]!
      state[1]! ^= 0xdd
    }
  }
}

/** SipHash's four words while a tag is computed: in one array for all, as closures would be made anew for each packet. */
const state = new Int32Array(4)

function absorb(m: number): void {
  state[3]! ^= m
  rounds(2)
  state[0]! ^= m
}

function rounds(count: number): void {
  let v0 = state[0]!
  let v1 = state[1]!
  let v2 = state[2]!
  let v3 = state[3]!
  for (let i = 0; i < count; i++) {
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
  state[0] = v0
  state[1] = v1
  state[2] = v2
  state[3] = v3
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
