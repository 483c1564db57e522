/** What is read of an inner TCP, UDP or SCTP header: enough to tell whose it was. */
import { readU16, readU32 } from './bytes.js'

/** Protocol numbers of those that begin with two ports. */
const NAMES = { 6: 'tcp', 17: 'udp', 132: 'sctp' } as const

export interface TransportHeader {
  protocol: 'tcp' | 'udp' | 'sctp'
  sourcePort: number
  destinationPort: number
  /** TCP's sequence number, where there are bytes for it. */
  sequence?: number | undefined
  /** UDP's length and checksum, where there are bytes for them. */
  length?: number | undefined
  checksum?: number | undefined
}

/** The ports at the start of an IP payload; undefined for other protocols, and where fewer than 4 bytes are quoted. */
export function readTransportHeader(protocol: number, payload: Uint8Array): TransportHeader | undefined {
  const name = (NAMES as Readonly<Record<number, TransportHeader['protocol']>>)[protocol]
  if (name === undefined || payload.length < 4) return undefined
  const header: TransportHeader = {
    protocol: name,
    sourcePort: readU16(payload, 0),
    destinationPort: readU16(payload, 2),
  }
  if (name === 'tcp' && payload.length >= 8) header.sequence = readU32(payload, 4)
  if (name === 'udp' && payload.length >= 6) header.length = readU16(payload, 4)
  if (name === 'udp' && payload.length >= 8) header.checksum = readU16(payload, 6)
  return header
}
