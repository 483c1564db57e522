import { formatBytes } from '../address.js'
import { decodeIpv4Options, type Ipv4Option, ipv4OptionLength } from '../ipv4-options.js'
import { decodeIpv6Options, type Ipv6Option, ipv6OptionLength } from '../ipv6-options.js'
import type { Part } from '../layout/part.js'

/** @param at where the options begin in the packet */
export function explainIpv4Options(options: Uint8Array, at: number): Part[] {
  let next = at
  return decodeIpv4Options(options).map((option) => {
    const length = ipv4OptionLength(option)
    next += length
    return { name: `Option: ${option.kind}`, offset: next - length, length, meaning: meaning4(option) }
  })
}

function meaning4(option: Ipv4Option): string {
  switch (option.kind) {
    case 'record-route':
    case 'loose-source-route':
    case 'strict-source-route':
      return `pointer ${option.pointer}: ${option.addresses.map((address) => formatBytes(address, true)).join(', ')}`
    case 'timestamp':
      return `pointer ${option.pointer}, overflow ${option.overflow}, flag ${option.flag}, ${option.entries.length} bytes`
    case 'router-alert':
      return `value ${option.value}`
    default:
      return option.payload.length === 0 ? `type ${option.type}` : `type ${option.type}, ${option.payload.length} bytes`
  }
}

/** @param header the whole extension header */
export function explainIpv6Options(header: Uint8Array, at: number): Part[] {
  let next = at + 2
  return decodeIpv6Options(header).map((option) => {
    const length = ipv6OptionLength(option)
    next += length
    return { name: `Option: ${option.kind}`, offset: next - length, length, meaning: meaning6(option) }
  })
}

function meaning6(option: Ipv6Option): string {
  switch (option.kind) {
    case 'pad-one':
      return 'padding'
    case 'router-alert':
      return option.value === 0 ? '0 (Multicast Listener Discovery)' : String(option.value)
    case 'jumbo-payload':
      return `${option.length} bytes`
    default:
      return `type ${option.type}, ${option.data.length} bytes`
  }
}
