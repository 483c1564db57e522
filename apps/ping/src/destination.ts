import { isIP } from 'node:net'
import { type Family, IcmpError, MAX_DATA } from '@icmp/core'
import type { Pinger } from '@icmp/ping'
import type { Environment } from './environment.js'
import type { PingConfig } from './options/config.js'

/** Whom a run pings, and from where. */
export interface Destination {
  /** As the user wrote it. */
  host: string
  address: string
  /** The address that requests go to: with its interface as zone, where it means nothing without one (RFC 4007). */
  target: string
  family: Family
  size: number
  /** The source address: the user's, or the one that the system picks. */
  source?: string | undefined
  /** Whether the user chose the source address. */
  chosenSource: boolean
  device?: string | undefined
  /** The source address that the system picks is none of the device's. */
  foreignSource: boolean
  /** The system holds it for a broadcast address, and `-b` allows it. */
  broadcast: boolean
  /** The host was written as an address: then no names are looked up. */
  literal: boolean
}

/** The host, and what can be found wrong with it and with what depends on its family before anything is sent. */
export async function locate(
  host: string,
  config: PingConfig,
  pinger: Pinger,
  environment: Environment,
): Promise<Destination> {
  const { device, size } = config
  const { address, family } = await resolve(host, config, pinger)
  if (size > MAX_DATA[family]) {
    const message = `packet size too large: ${size}: give -s at most ${MAX_DATA[family]} data bytes for IPv${family}.`
    throw new IcmpError('ICMP_PAYLOAD_TOO_LARGE', message)
  }
  if (config.source !== undefined && isIP(config.source) !== family) {
    const message = `${config.source}: Address family for hostname not supported: ${host} is reached by IPv${family}, give -I an address of it.`
    throw new IcmpError('ICMP_FAMILY_MISMATCH', message)
  }
  const target = device !== undefined && isLinkLocal(address) ? `${address}%${device}` : address
  const { broadcast: allowed, source } = config
  const { source: routed, broadcast } = await environment.route({
    address: target,
    family,
    source,
    device,
    broadcast: allowed,
  })
  return {
    host,
    // To 0.0.0.0 Linux sends as to this host itself, and iputils names the address that it comes to.
    address: address === '0.0.0.0' ? (routed ?? address) : address,
    target,
    family,
    size,
    chosenSource: config.source !== undefined,
    device,
    broadcast,
    ...sourceOf(config, family, routed, environment),
    literal: isLiteral(host),
  }
}

async function resolve(
  host: string,
  { family }: PingConfig,
  pinger: Pinger,
): Promise<{ address: string; family: Family }> {
  try {
    return await pinger.resolve(host, { family })
  } catch (error) {
    if (!(error instanceof IcmpError)) throw error
    const missing = error.code === 'ICMP_HOST_NOT_FOUND'
    const failed = error.code === 'ICMP_RESOLUTION_FAILED'
    // A name of /etc/hosts is known by its one address, though nobody is there to ask for another.
    const otherwise = (missing || failed) && (await hasOther(host, family, pinger))
    if (error.code === 'ICMP_FAMILY_MISMATCH' || otherwise) {
      const other = family === 4 ? 6 : 4
      const message = `${host}: Address family for hostname not supported: leave out -${family}, or give -${other}.`
      throw new IcmpError('ICMP_FAMILY_MISMATCH', message, { cause: error })
    }
    if (missing || error.code === 'ICMP_INVALID_TARGET') {
      const message = `${host}: Name or service not known: check the name, or give an address.`
      throw new IcmpError(error.code, message, { cause: error })
    }
    if (failed) {
      const message = `${host}: Temporary failure in name resolution: check the resolver, or give an address.`
      throw new IcmpError(error.code, message, { cause: error })
    }
    throw error
  }
}

/** A name that is known, but by no address of the family that is asked for. */
async function hasOther(host: string, family: Family | undefined, pinger: Pinger): Promise<boolean> {
  if (family === undefined) return false
  return pinger.resolve(host, { family: family === 4 ? 6 : 4 }).then(
    () => true,
    () => false,
  )
}

/**
 * Through an interface the system sends from an address of that interface, whatever the route lookup said, if it has one
 * that is of use elsewhere.
 */
function sourceOf(
  { source, device }: PingConfig,
  family: Family,
  routed: string | undefined,
  environment: Environment,
): Pick<Destination, 'source' | 'foreignSource'> {
  if (source !== undefined) return { source, foreignSource: false }
  const likely = routed?.replace(/%.*/, '')
  if (device === undefined) return { source: likely, foreignSource: false }
  const addresses = environment.addressesOf(device, family)
  if (likely !== undefined && addresses.includes(likely)) return { source: likely, foreignSource: false }
  const other = addresses.find((address) => !isLoopback(address))
  return { source: other ?? likely, foreignSource: other === undefined }
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.')
}

/** 224.0.0.0/4 and ff00::/8. */
export function isMulticast({ address, family }: Pick<Destination, 'address' | 'family'>): boolean {
  return family === 4 ? /^2(2[4-9]|3\d)\./.test(address) : /^ff..:/i.test(address)
}

/** fe80::/10 and ff02::/16, without a zone. */
export function isLinkLocal(address: string): boolean {
  return /^(fe[89ab].|ff02):/i.test(address) && !address.includes('%')
}

/** The address forms of inet_aton(3) count too: `127.1`, `0x7f000001`. */
function isLiteral(host: string): boolean {
  const part = '(0x[0-9a-f]+|\\d+)'
  return isIP(host) !== 0 || new RegExp(`^${part}(\\.${part}){0,3}$`, 'i').test(host)
}
