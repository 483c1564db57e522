import { type Captured, LINKTYPE_RAW } from './capture.js'

/**
 * A packet a line; spaces and colons between the digits don't count, nor do `0x` before them, empty lines and what
 * follows a `#`. Undefined where there is anything else.
 */
export function readHex(text: string): Captured[] | undefined {
  const packets: Captured[] = []
  for (const line of text.split(/\r?\n/)) {
    const digits = line
      .replace(/#.*/, '')
      .replace(/^\s*0x/i, '')
      .replaceAll(/[\s:]/g, '')
    if (digits === '') continue
    if (digits.length % 2 !== 0 || !/^[0-9a-f]+$/i.test(digits)) return undefined
    const bytes = Uint8Array.from(digits.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
    packets.push({ number: packets.length + 1, linkType: LINKTYPE_RAW, bytes, length: bytes.length })
  }
  return packets
}
