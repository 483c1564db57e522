/** A packet in one line, as a person reads it. */
import { formatBytes } from '../address.js'
import type { DecodedIcmp } from '../icmp.js'
import { decodePacket, type IpPacket } from '../ip-packet.js'
import type { IcmpMessage } from '../message.js'
import { decodeQuoted } from '../quoted.js'
import { codecOf } from '../registry.js'
import { readTransportHeader } from '../transport-ports.js'
import { PROTOCOLS } from './ip-layouts.js'

const address = (bytes: Uint8Array): string => formatBytes(bytes, true)

/**
 * Source, destination, what it is, and what is wrong with it. It never throws.
 * @param packet decoded, or its bytes
 */
export function format(packet: IpPacket | Uint8Array): string {
  if (packet instanceof Uint8Array) {
    const result = decodePacket(packet)
    return result.ok ? format(result.value) : `${result.problem.reason}: ${result.problem.what}`
  }
  const { header, payload, protocol, fragmentOffset, icmp, problem } = packet
  const head = `${address(header.source)} > ${address(header.destination)}: `
  if (icmp !== undefined) return head + formatIcmp(icmp, payload.length)
  const name = PROTOCOLS[protocol] ?? `protocol ${protocol}`
  if (fragmentOffset > 0) return `${head}${name} fragment at ${fragmentOffset}, length ${payload.length}`
  if (problem !== undefined) return `${head}${name}, length ${payload.length} (${problem.reason}: ${problem.what})`
  const transport = readTransportHeader(protocol, payload)
  const ports = transport === undefined ? '' : ` ${transport.sourcePort} > ${transport.destinationPort}`
  return `${head}${name}${ports}, length ${payload.length}`
}

/** @param length of the message in bytes */
export function formatIcmp({ message, checksum }: DecodedIcmp, length: number): string {
  const family = message.family === 4 ? 'ICMP' : 'ICMP6'
  const bad = checksum === 'invalid' ? ' (bad checksum)' : ''
  return `${family} ${nameOf(message)}${detailsOf(message)}, length ${length}${bad}`
}

function nameOf(message: IcmpMessage): string {
  if (message.kind === 'unknown') return `type ${message.type} code ${message.code}`
  const code = codecOf(message).codes[message.code]
  const name = message.kind.replaceAll('-', ' ')
  if (code !== undefined) return `${name} (${code})`
  return message.code === 0 || message.kind === 'multicast-router-advertisement'
    ? name
    : `${name} (code ${message.code})`
}

function detailsOf(message: IcmpMessage): string {
  switch (message.kind) {
    case 'echo-request':
    case 'echo-reply':
    case 'timestamp-request':
    case 'timestamp-reply':
    case 'information-request':
    case 'information-reply':
    case 'extended-echo-request':
    case 'extended-echo-reply':
      return `, id ${message.identifier}, seq ${message.sequence}`
    case 'address-mask-request':
    case 'address-mask-reply':
      return `, id ${message.identifier}, seq ${message.sequence}, mask ${address(message.mask)}`
    case 'destination-unreachable':
      return (
        quoteOf(message) +
        (message.family === 4 && message.code === 4 ? `, mtu ${message.nextHopMtu}` : '') +
        labelsOf(message)
      )
    case 'time-exceeded':
      return quoteOf(message) + labelsOf(message)
    case 'packet-too-big':
      return `${quoteOf(message)}, mtu ${message.mtu}`
    case 'parameter-problem':
      return `${quoteOf(message)}, pointer ${message.pointer}`
    case 'source-quench':
      return quoteOf(message)
    case 'redirect':
      return `${quoteOf(message)}, to ${address(message.family === 4 ? message.gateway : message.target)}`
    case 'router-advertisement':
      if (message.family === 6) return `, hop limit ${message.currentHopLimit}, lifetime ${message.routerLifetime} s`
      return `, lifetime ${message.lifetime} s: ${message.addresses.map((one) => address(one.address)).join(' ')}`
    case 'neighbor-solicitation':
      return `, who has ${address(message.target)}`
    case 'neighbor-advertisement':
      return `, target ${address(message.target)}`
    case 'multicast-listener-query':
    case 'multicast-listener-report':
    case 'multicast-listener-done':
      return `, group ${address(message.group)}`
    case 'multicast-listener-report-v2':
      return `, ${message.records.length} records: ${message.records.map(({ group }) => address(group)).join(' ')}`
    default:
      return ''
  }
}

/** Whose packet caused the error. */
function quoteOf(message: IcmpMessage): string {
  const result = decodeQuoted(message)
  if (!result.ok) return ''
  const { header, protocol, payload, icmp } = result.value
  const transport = readTransportHeader(protocol, payload)
  const name = PROTOCOLS[protocol] ?? `protocol ${protocol}`
  const what =
    transport !== undefined
      ? ` port ${transport.destinationPort}`
      : icmp !== undefined && 'identifier' in icmp.message && 'sequence' in icmp.message
        ? ` id ${icmp.message.identifier} seq ${icmp.message.sequence}`
        : ''
  return `, for ${address(header.destination)} ${name}${what}`
}

function labelsOf({ extensions }: Extract<IcmpMessage, { kind: 'destination-unreachable' | 'time-exceeded' }>): string {
  const labels = (extensions?.objects ?? []).flatMap((object) =>
    object.kind === 'mpls-label-stack' ? object.entries.map(({ label }) => label) : [],
  )
  return labels.length === 0 ? '' : `, MPLS ${labels.join(' ')}`
}
