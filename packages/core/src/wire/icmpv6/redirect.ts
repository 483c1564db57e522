/** Redirect, a message of Neighbor Discovery: RFC 4861 §4.5. */
import { exactly, fits, readU32, writeU32 } from '../bytes.js'
import type { IcmpHead, MessageCodec } from '../message.js'
import { decoded, truncated } from '../problem.js'

const RESERVED = 4
const TARGET = 8
const DESTINATION = 24
const OPTIONS = 40

/** The Redirected Header option (RFC 4861 §4.6.3): type, length in 8 octets, 6 reserved, then the packet. */
const REDIRECTED_HEADER = 4
const REDIRECTED_PACKET = 8

export interface Redirect6 extends IcmpHead {
  family: 6
  kind: 'redirect'
  /** To be zero. */
  reserved: number
  /** The better first hop, or the destination itself where that is a neighbour; 16 bytes. */
  target: Uint8Array
  destination: Uint8Array
  /** Neighbor Discovery options, raw; one of them may quote the packet: see `decodeQuoted`. */
  options: Uint8Array
}

export const redirect6: MessageCodec<Redirect6> = {
  family: 6,
  types: [137],
  decode(head, bytes) {
    if (bytes.length < OPTIONS) return truncated(bytes.length, 'the bytes end within the redirect header')
    return decoded({
      ...head,
      family: 6,
      kind: 'redirect',
      reserved: readU32(bytes, RESERVED),
      target: bytes.subarray(TARGET, DESTINATION),
      destination: bytes.subarray(DESTINATION, OPTIONS),
      options: bytes.subarray(OPTIONS),
    })
  },
  length: ({ options }) => OPTIONS + options.length,
  write({ reserved, target, destination, options }, bytes) {
    writeU32(bytes, RESERVED, fits(reserved, 32, 'reserved word'))
    bytes.set(exactly(target, 16, 'target address'), TARGET)
    bytes.set(exactly(destination, 16, 'destination address'), DESTINATION)
    bytes.set(options, OPTIONS)
  },
}

/** The packet in the Redirected Header option; undefined where there is none, or an option's length is a lie. */
export function redirectedPacket({ options }: Redirect6): Uint8Array | undefined {
  for (let at = 0; at + 2 <= options.length; ) {
    const length = options[at + 1]! * 8
    // A length of 0 would never end, one past the bytes would read outside (RFC 4861 §4.6).
    if (length === 0 || at + length > options.length) return undefined
    if (options[at] === REDIRECTED_HEADER) return options.subarray(at + REDIRECTED_PACKET, at + length)
    at += length
  }
  return undefined
}
