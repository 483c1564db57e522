/** Options in IPv6's hop-by-hop and destination headers: RFC 8200 §4.2, router alert RFC 2711, jumbo payload RFC 2675. */
import { fits, readU16, readU32, writeU16, writeU32 } from './bytes.js'
import type { ExtensionHeader } from './ipv6.js'

const PAD_ONE = 0
const PAD_N = 1
const ROUTER_ALERT = 5
const JUMBO_PAYLOAD = 0xc2

export type Ipv6Option =
  | { kind: 'pad-one'; type: 0 }
  | { kind: 'pad-n'; type: 1; data: Uint8Array }
  /** 0 Multicast Listener Discovery, 1 RSVP, 2 active networks. */
  | { kind: 'router-alert'; type: 5; value: number }
  | { kind: 'jumbo-payload'; type: 0xc2; length: number }
  /** The two highest bits of the type say what to do with the packet where it is not known. */
  | { kind: 'unknown'; type: number; data: Uint8Array }
  /** A length past the end: all that is left. */
  | { kind: 'invalid'; type: number; data: Uint8Array }

/** The options of a hop-by-hop or destination header. It never throws. @param header as `Ipv6Packet.extensionHeaders` has it */
export function decodeIpv6Options(header: Uint8Array): Ipv6Option[] {
  const options: Ipv6Option[] = []
  for (let at = 2; at < header.length; ) {
    const type = header[at]!
    if (type === PAD_ONE) {
      options.push({ kind: 'pad-one', type })
      at++
      continue
    }
    const end = at + 2 + (header[at + 1] ?? 255)
    if (end > header.length) {
      options.push({ kind: 'invalid', type, data: header.subarray(at) })
      break
    }
    options.push(decodeOption(type, header.subarray(at + 2, end)))
    at = end
  }
  return options
}

function decodeOption(type: number, data: Uint8Array): Ipv6Option {
  if (type === PAD_N) return { kind: 'pad-n', type, data }
  if (type === ROUTER_ALERT && data.length === 2) return { kind: 'router-alert', type, value: readU16(data, 0) }
  if (type === JUMBO_PAYLOAD && data.length === 4) return { kind: 'jumbo-payload', type, length: readU32(data, 0) }
  return { kind: 'unknown', type, data }
}

export function ipv6OptionLength(option: Ipv6Option): number {
  switch (option.kind) {
    case 'pad-one':
      return 1
    case 'router-alert':
      return 4
    case 'jumbo-payload':
      return 6
    case 'invalid':
      return option.data.length
    default:
      return 2 + option.data.length
  }
}

/**
 * A hop-by-hop (type 0) or destination (60) header with these options, padded to a multiple of 8 bytes.
 * @throws `ICMP_INVALID_OPTION` for a field that does not fit
 */
export function encodeIpv6Options(type: 0 | 60, nextHeader: number, options: readonly Ipv6Option[]): ExtensionHeader {
  const length = options.reduce((sum, option) => sum + ipv6OptionLength(option), 2)
  const bytes = new Uint8Array(Math.ceil(length / 8) * 8)
  bytes[0] = fits(nextHeader, 8, 'next header')
  bytes[1] = fits(bytes.length / 8 - 1, 8, 'header length')
  let at = 2
  for (const option of options) {
    writeOption(option, bytes, at)
    at += ipv6OptionLength(option)
  }
  const padding = bytes.length - at
  // One byte is an option by itself, more are a PadN (RFC 8200 §4.2).
  if (padding > 1) {
    bytes[at] = PAD_N
    bytes[at + 1] = padding - 2
  }
  return { type, bytes }
}

function writeOption(option: Ipv6Option, target: Uint8Array, at: number): void {
  if (option.kind === 'invalid') {
    target.set(option.data, at)
    return
  }
  target[at] = fits(option.type, 8, 'option type')
  if (option.kind === 'pad-one') return
  target[at + 1] = fits(ipv6OptionLength(option) - 2, 8, 'option length')
  if (option.kind === 'router-alert') writeU16(target, at + 2, fits(option.value, 16, 'router alert'))
  else if (option.kind === 'jumbo-payload') writeU32(target, at + 2, fits(option.length, 32, 'jumbo payload length'))
  else target.set(option.data, at + 2)
}
