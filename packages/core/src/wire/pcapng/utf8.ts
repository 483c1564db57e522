/** UTF-8 (RFC 3629) by hand: ECMAScript itself has no encoder. */

const REPLACEMENT = 0xfffd

/** The text's bytes, at most `most`, ending with a whole character. A lone surrogate becomes U+FFFD. */
export function utf8(text: string, most: number): Uint8Array {
  const bytes: number[] = []
  for (const character of text) {
    const encoded = encode(character.codePointAt(0)!)
    if (bytes.length + encoded.length > most) break
    bytes.push(...encoded)
  }
  return Uint8Array.from(bytes)
}

function encode(point: number): number[] {
  if (point < 0x80) return [point]
  if (point < 0x800) return [0xc0 | (point >> 6), tail(point)]
  if (point >= 0xd800 && point <= 0xdfff) return encode(REPLACEMENT)
  if (point < 0x1_0000) return [0xe0 | (point >> 12), tail(point >> 6), tail(point)]
  return [0xf0 | (point >> 18), tail(point >> 12), tail(point >> 6), tail(point)]
}

function tail(bits: number): number {
  return 0x80 | (bits & 0x3f)
}
