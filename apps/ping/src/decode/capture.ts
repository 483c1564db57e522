import { IcmpError } from '@icmp/core'
import { readHex } from './hex.js'
import { isPcap, readPcap } from './pcap.js'
import { isPcapng, readPcapng } from './pcapng.js'

/** A packet of a capture. */
export interface Captured {
  /** Its place in the file, from 1. */
  number: number
  /** Milliseconds since 1970; undefined where the file tells no time. */
  time?: number | undefined
  /** LINKTYPE_ number of what the bytes begin with. */
  linkType: number
  bytes: Uint8Array
  /** How long it was before the capture cut it. */
  length: number
}

/** What goes wrong with a file that ends in the middle: the packets before it are still given. */
export interface Capture {
  packets: Captured[]
  problem?: string | undefined
}

/** More packets than this are not for a person to read, and would not fit. */
export const MOST_PACKETS = 1_000_000

/** LINKTYPE_RAW: an IP packet, of either version. */
export const LINKTYPE_RAW = 101

/**
 * The packets of a pcap or pcapng file, or of text in hexadecimal, one packet a line.
 * @throws `ICMP_INVALID_OPTION` for what is none of the three
 */
export function readCapture(bytes: Uint8Array): Capture {
  if (isPcap(bytes)) return readPcap(bytes)
  if (isPcapng(bytes)) return readPcapng(bytes)
  const packets = readHex(new TextDecoder('latin1').decode(bytes))
  if (packets === undefined || packets.length === 0) {
    const message = 'no packets: give a pcap or pcapng file, or hexadecimal text with one packet a line.'
    throw new IcmpError('ICMP_INVALID_OPTION', message)
  }
  return { packets }
}
