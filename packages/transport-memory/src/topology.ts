import { type Address, formatAddress, IcmpError } from '@icmp/core'
import ipaddr from 'ipaddr.js'

/** An address as text, or in core's form. */
export type AddressLike = string | Address

/** A host at the end of a path. */
export interface HostOptions {
  address: AddressLike
  /** Routers on the way to it, the nearest first, by their addresses. They are of the host's family. */
  via?: readonly AddressLike[] | undefined
  /** Milliseconds that its link takes, each way. Default 0. */
  delay?: number | undefined
  /** It receives everything and answers nothing. */
  silent?: boolean | undefined
  /** The last router before it says that it can't be reached, with this code (ICMPv4 type 3, ICMPv6 type 1). Needs `via`. */
  unreachable?: { code: number } | undefined
  /** TTL that it sends with. Default 64. */
  ttl?: number | undefined
  /** Answers in its place: with anything, however wrong. */
  respond?: ((request: HostRequest) => readonly HostAnswer[]) | undefined
}

/** An echo request as a host receives it. */
export interface HostRequest {
  from: Address
  to: Address
  /** The whole ICMP message. */
  icmp: Uint8Array
  /** What a well-behaved host would answer. */
  reply: Uint8Array
}

/** A packet that a host sends to the one who asked. */
export interface HostAnswer {
  icmp: Uint8Array
  /** Milliseconds before it leaves. Default 0. */
  delay?: number | undefined
  /** Default: the address that was asked. */
  from?: AddressLike | undefined
}

/** A router on a path. */
export interface RouterOptions {
  address: AddressLike
  /** Milliseconds that the link towards it takes, each way. Default 0. */
  delay?: number | undefined
  /** MTU in bytes of the link behind it. Default 65,535. */
  mtu?: number | undefined
  /** It forwards, but tells nothing when it drops. */
  silent?: boolean | undefined
}

export interface NetworkOptions {
  hosts: readonly HostOptions[]
  routers?: readonly RouterOptions[] | undefined
  /** The address that pings come from, one for each family. Default 192.0.2.1 and 2001:db8::1. */
  source?: { 4?: AddressLike | undefined; 6?: AddressLike | undefined } | undefined
}

export interface Router {
  address: Address
  delay: number
  mtu: number
  silent: boolean
}

export interface Host extends Omit<HostOptions, 'address' | 'via'> {
  address: Address
  path: readonly Router[]
  delay: number
  ttl: number
}

/** @throws `ICMP_INVALID_OPTION` for a text that is no address */
export function toAddress(address: AddressLike): Address {
  if (typeof address !== 'string') return address
  if (!ipaddr.isValid(address)) {
    throw new IcmpError(
      'ICMP_INVALID_OPTION',
      `Invalid address '${address}' in the simulated network: give an IP address.`,
    )
  }
  const parsed = ipaddr.parse(address)
  return { family: parsed.kind() === 'ipv4' ? 4 : 6, bytes: Uint8Array.from(parsed.toByteArray()), scope: 0 }
}

/** The declared hosts by address, each with its path. @throws `ICMP_INVALID_OPTION` */
export function resolveHosts({ hosts, routers = [] }: NetworkOptions): Map<string, Host> {
  const known = new Map<string, Router>()
  for (const { address, delay = 0, mtu = 65_535, silent = false } of routers) {
    const resolved = toAddress(address)
    known.set(formatAddress(resolved), { address: resolved, delay, mtu, silent })
  }
  return new Map(
    hosts.map(({ address, via = [], delay = 0, ttl = 64, ...rest }) => {
      const resolved = toAddress(address)
      const path = via.map((router) => routerAt(known, toAddress(router), resolved))
      if (rest.unreachable !== undefined && path.length === 0) {
        const message = `The host ${formatAddress(resolved)} is unreachable, but no router is there to say so: give it 'via'.`
        throw new IcmpError('ICMP_INVALID_OPTION', message)
      }
      return [formatAddress(resolved), { ...rest, address: resolved, path, delay, ttl }]
    }),
  )
}

function routerAt(known: ReadonlyMap<string, Router>, address: Address, host: Address): Router {
  const router = known.get(formatAddress(address))
  if (router !== undefined && address.family === host.family) return router
  const why = router === undefined ? 'is not among the routers' : 'is of the other family'
  const message = `The router ${formatAddress(address)} on the way to ${formatAddress(host)} ${why}.`
  throw new IcmpError('ICMP_INVALID_OPTION', message)
}
