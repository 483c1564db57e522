// Values that are the same at each run.

export function seeded(seed) {
  let state = seed | 0 || 1
  const next = () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
  const below = (limit) => next() % limit
  return {
    below,
    u8: () => below(256),
    u16: () => below(65_536),
    u32: () => next(),
    flag: () => below(2) === 1,
    bytes: (length) => Uint8Array.from({ length }, next),
    pick: (choices) => choices[below(choices.length)],
    /** Unicast, documentation prefix. */
    address4: () => Uint8Array.of(192, 0, 2, 1 + below(254)),
    address6: () => Uint8Array.of(0x20, 0x01, 0x0d, 0xb8, ...Array.from({ length: 12 }, next)),
    linkLocal: () => Uint8Array.of(0xfe, 0x80, 0, 0, 0, 0, 0, 0, 2, ...Array.from({ length: 7 }, next)),
    group: () => Uint8Array.of(0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, next(), next(), next()),
  }
}

export const hex = (bytes) => Buffer.from(bytes).toString('hex')
/** Bytes as Python writes them. */
export const py = (bytes) => `bytes.fromhex('${hex(bytes)}')`
export const flagBit = (value) => (value ? 1 : 0)
