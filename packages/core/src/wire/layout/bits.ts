/** Numbers of up to 32 bits that begin anywhere. */

/** The caller has seen to it that the bits are there. */
export function readBits(bytes: Uint8Array, bit: number, count: number): number {
  const at = bit >>> 3
  if ((bit & 7) === 0) {
    if (count === 8) return bytes[at]!
    if (count === 16) return (bytes[at]! << 8) | bytes[at + 1]!
    if (count === 32)
      return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
  }
  let value = 0
  for (let left = count, here = bit; left > 0; ) {
    const room = 8 - (here & 7)
    const take = Math.min(room, left)
    // Multiplied and not shifted: a shift would lose the 32nd bit's sign.
    value = value * 2 ** take + ((bytes[here >>> 3]! >>> (room - take)) & (2 ** take - 1))
    here += take
    left -= take
  }
  return value
}

/** The value fits, and the bits are zero before. */
export function writeBits(target: Uint8Array, bit: number, count: number, value: number): void {
  for (let left = count, here = bit; left > 0; ) {
    const room = 8 - (here & 7)
    const take = Math.min(room, left)
    const chunk = Math.floor(value / 2 ** (left - take)) & (2 ** take - 1)
    target[here >>> 3]! |= chunk << (room - take)
    here += take
    left -= take
  }
}

export function clearBits(target: Uint8Array, bit: number, count: number): void {
  for (let here = bit; here < bit + count; ) {
    const room = 8 - (here & 7)
    const take = Math.min(room, bit + count - here)
    target[here >>> 3]! &= ~((2 ** take - 1) << (room - take))
    here += take
  }
}
