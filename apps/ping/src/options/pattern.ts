import { IcmpError } from '@icmp/core'

/**
 * The bytes of `-p`: two digits each, the last may have one; what is past 16 bytes is left out, as iputils does.
 * @throws `ICMP_INVALID_OPTION`
 */
export function parsePattern(text: string): Uint8Array {
  if (!/^[0-9a-f]+$/i.test(text)) {
    const digits = text.replace(/^[0-9a-f]+/i, '')
    throw new IcmpError(
      'ICMP_INVALID_OPTION',
      `patterns must be specified as hex digits: ${digits}: give -p 1 to 16 bytes, as ff or 00ff.`,
    )
  }
  const bytes = text.slice(0, 32).match(/..?/g) ?? []
  return Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 16))
}
