/** Options of the IPv4 header: RFC 791 §3.1, router alert RFC 2113, their numbers IANA's. */
import { exactly, fits, readU16, writeU16 } from './bytes.js'

/** Type octets, copy flag and class included. */
const END = 0
const NO_OPERATION = 1
const TIMESTAMP = 68
const ROUTER_ALERT = 148

/** Addresses of a route, and where the next one goes. */
export interface RouteOption {
  kind: 'record-route' | 'loose-source-route' | 'strict-source-route'
  type: number
  /** Offset in the option of the next address, counted from 1; 4 is the first. */
  pointer: number
  /** 4 bytes each. */
  addresses: Uint8Array[]
  /** What is left of an option of odd length. */
  trailing?: Uint8Array | undefined
}

export interface TimestampOption {
  kind: 'timestamp'
  type: number
  /** Offset of the next entry, counted from 1; 5 is the first. */
  pointer: number
  /** Hosts that had no room, at most 15. */
  overflow: number
  /** 0 times only, 1 addresses before them, 3 addresses given beforehand. */
  flag: number
  /** Entries, raw. */
  entries: Uint8Array
}

export interface RouterAlertOption {
  kind: 'router-alert'
  type: number
  /** 0: every router looks at it. */
  value: number
}

interface Rest {
  type: number
  /** After type and length; the padding after `end`; nothing after `no-operation`. */
  payload: Uint8Array
}

/** End of the list, no operation, and those that have no record. */
export type OtherIpv4Option =
  | ({ kind: 'end' } & Rest)
  | ({ kind: 'no-operation' } & Rest)
  | ({ kind: 'unknown' } & Rest)

/** Bytes that are no option: a length below 2 or past the end. */
export interface InvalidIpv4Option {
  kind: 'invalid'
  type: number
  /** All that is left, its type octet first. */
  payload: Uint8Array
}

export type Ipv4Option = RouteOption | TimestampOption | RouterAlertOption | OtherIpv4Option | InvalidIpv4Option

const ROUTES: Readonly<Record<number, RouteOption['kind']>> = {
  7: 'record-route',
  131: 'loose-source-route',
  137: 'strict-source-route',
}

/** The options one by one. It never throws; what can't be read is one `invalid` option at the end. */
export function decodeIpv4Options(bytes: Uint8Array): Ipv4Option[] {
  const options: Ipv4Option[] = []
  for (let at = 0; at < bytes.length; ) {
    const type = bytes[at]!
    if (type === END) {
      options.push({ kind: 'end', type, payload: bytes.subarray(at + 1) })
      break
    }
    if (type === NO_OPERATION) {
      options.push({ kind: 'no-operation', type, payload: bytes.subarray(at, at) })
      at++
      continue
    }
    const length = at + 1 < bytes.length ? bytes[at + 1]! : 0
    if (length < 2 || at + length > bytes.length) {
      options.push({ kind: 'invalid', type, payload: bytes.subarray(at) })
      break
    }
    options.push(decodeOption(type, bytes.subarray(at + 2, at + length)))
    at += length
  }
  return options
}

function decodeOption(type: number, payload: Uint8Array): Ipv4Option {
  const route = ROUTES[type]
  if (route !== undefined && payload.length >= 1) {
    const addresses: Uint8Array[] = []
    let at = 1
    for (; at + 4 <= payload.length; at += 4) addresses.push(payload.subarray(at, at + 4))
    const option: RouteOption = { kind: route, type, pointer: payload[0]!, addresses }
    if (at < payload.length) option.trailing = payload.subarray(at)
    return option
  }
  if (type === TIMESTAMP && payload.length >= 2) {
    const flags = payload[1]!
    return {
      kind: 'timestamp',
      type,
      pointer: payload[0]!,
      overflow: flags >>> 4,
      flag: flags & 15,
      entries: payload.subarray(2),
    }
  }
  if (type === ROUTER_ALERT && payload.length === 2) return { kind: 'router-alert', type, value: readU16(payload, 0) }
  return { kind: 'unknown', type, payload }
}

/** Bytes that an option takes. */
export function ipv4OptionLength(option: Ipv4Option): number {
  switch (option.kind) {
    case 'end':
      return 1 + option.payload.length
    case 'no-operation':
      return 1
    case 'invalid':
      return option.payload.length
    case 'timestamp':
      return 4 + option.entries.length
    case 'router-alert':
      return 4
    case 'unknown':
      return 2 + option.payload.length
    default:
      return 3 + option.addresses.length * 4 + (option.trailing?.length ?? 0)
  }
}

/**
 * The options as they stand in a header, filled up with zeros to a multiple of 4.
 * @throws `ICMP_INVALID_OPTION` for more than 40 bytes, or a field that does not fit
 */
export function encodeIpv4Options(options: readonly Ipv4Option[]): Uint8Array {
  const length = options.reduce((sum, option) => sum + ipv4OptionLength(option), 0)
  const bytes = new Uint8Array(Math.ceil(length / 4) * 4)
  if (bytes.length > 40) exactly(bytes, 40, 'IPv4 options')
  let at = 0
  for (const option of options) {
    writeOption(option, bytes, at)
    at += ipv4OptionLength(option)
  }
  return bytes
}

function writeOption(option: Ipv4Option, target: Uint8Array, at: number): void {
  if (option.kind === 'invalid') {
    target.set(option.payload, at)
    return
  }
  target[at] = fits(option.type, 8, 'option type')
  if (option.kind === 'no-operation') return
  if (option.kind === 'end') {
    target.set(option.payload, at + 1)
    return
  }
  target[at + 1] = ipv4OptionLength(option)
  switch (option.kind) {
    case 'timestamp':
      target[at + 2] = fits(option.pointer, 8, 'pointer')
      target[at + 3] = (fits(option.overflow, 4, 'overflow') << 4) | fits(option.flag, 4, 'flag')
      target.set(option.entries, at + 4)
      break
    case 'router-alert':
      writeU16(target, at + 2, fits(option.value, 16, 'router alert'))
      break
    case 'unknown':
      target.set(option.payload, at + 2)
      break
    default: {
      target[at + 2] = fits(option.pointer, 8, 'pointer')
      for (const [n, address] of option.addresses.entries())
        target.set(exactly(address, 4, 'route address'), at + 3 + n * 4)
      if (option.trailing !== undefined) target.set(option.trailing, at + 3 + option.addresses.length * 4)
    }
  }
}
