import type { Family } from '@icmp/core'
import type { Destination } from '../destination.js'

/** The first line. @param whereto the address, by name where names are printed: only IPv6's banner has that one */
export function banner(destination: Destination, whereto: string): string {
  const { host, address, family, size, source, device, chosenSource } = destination
  const from = device !== undefined || chosenSource ? `from ${source ?? address} ${device ?? ''}: ` : ''
  // 28: the IPv4 header without options, and the ICMP header.
  return family === 4
    ? `PING ${host} (${address}) ${from}${size}(${size + 28}) bytes of data.\n`
    : `PING ${host}(${whereto}) ${from}${size} data bytes\n`
}

/** A warning before the first line. */
export function foreignSource({ device }: Destination): string {
  return `icmp-ping: Warning: source address might be selected on device other than: ${device}\n`
}

/** iputils says this without its name before it. */
export const BROADCAST_WARNING = 'WARNING: pinging broadcast address\n'

/** What `-v` adds before all: iputils tells its sockets and their types, which nobody here chose. */
export function verbosely(family: Family | undefined, transport: string): string {
  const families = family === undefined ? 'AF_UNSPEC' : family === 4 ? 'AF_INET' : 'AF_INET6'
  return `icmp-ping: transport: ${transport}, hints.ai_family: ${families}\n`
}

/** What `-v` adds: what the resolver found. */
export function resolved({ host, family }: Destination): string {
  return `ai->ai_family: ${family === 4 ? 'AF_INET' : 'AF_INET6'}, ai->ai_canonname: '${host}'\n`
}

/** What `-p` will send, said before the first line. */
export function patternLine(pattern: Uint8Array): string {
  return `PATTERN: 0x${Buffer.from(pattern).toString('hex')}\n`
}
