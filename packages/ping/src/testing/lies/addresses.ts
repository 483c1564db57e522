/** Who lives behind the device. A lie's number is the last byte of all that it has to do with: whoever is told of tells the lie. */
import type { Family } from '@icmp/core'

/** This host's own address, as text and as bytes. */
export const US: Readonly<Record<Family, string>> = { 4: '10.99.0.1', 6: 'fd99::1' }

export const OURS: Readonly<Record<Family, Uint8Array>> = {
  4: Uint8Array.of(10, 99, 0, 1),
  6: Uint8Array.of(0xfd, 0x99, ...new Array<number>(13).fill(0), 1),
}

/** A network each: those who answer, routers on the way to them, and hosts that nobody asked. */
const NETWORKS = { liar: 1, router: 2, stranger: 3 } as const
export type Part = keyof typeof NETWORKS

export function addressOf(family: Family, part: Part, number: number): string {
  return family === 4 ? `10.99.${NETWORKS[part]}.${number}` : `fd99:${NETWORKS[part]}::${number.toString(16)}`
}

export function bytesOf(family: Family, part: Part, number: number): Uint8Array {
  if (family === 4) return Uint8Array.of(10, 99, NETWORKS[part], number)
  return Uint8Array.of(0xfd, 0x99, 0, NETWORKS[part], ...new Array<number>(11).fill(0), number)
}

/** IPv6 hosts take redirects from the link-local address of a router only (RFC 4861 §8.1). */
export function linkLocal(number: number): Uint8Array {
  return Uint8Array.of(0xfe, 0x80, ...new Array<number>(13).fill(0), number)
}

/** The lie's number in an address, as text. */
export function numberIn(address: string): number {
  const [text = ''] = address.split('%')
  return text.includes(':') ? Number.parseInt(text.slice(text.lastIndexOf(':') + 1), 16) : Number(text.split('.')[3])
}
