import { isIP } from 'node:net'
import { type Family, IcmpError, MAX_DATA } from '@icmp/core'
import type { Pinger } from '@icmp/ping'
import type { Environment } from './environment.js'
import type { PingConfig } from './options.js'

/** Whom a run pings, and from where. */
export interface Destination {
  /** As the user wrote it. */
  host: string
  address: string
  family: Family
  size: number
  /** The source address: the user's, or the one that the system picks. */
  source?: string | undefined
  /** Whether the user chose the source address. */
  chosenSource: boolean
  device?: string | undefined
  /** The host was written as an address: then no names are looked up. */
  literal: boolean
}

/** The host, and what can be found wrong with it and with what depends on its family before anything is sent. */
export async function locate(config: PingConfig, pinger: Pinger, environment: Environment): Promise<Destination> {
  const { destination: host, device, size } = config
  const { address, family } = await resolve(config, pinger)
  if (size > MAX_DATA[family]) {
    const message = `packet size too large: ${size}: give -s at most ${MAX_DATA[family]} data bytes for IPv${family}.`
    throw new IcmpError('ICMP_PAYLOAD_TOO_LARGE', message)
  }
  if (config.source !== undefined && isIP(config.source) !== family) {
    const message = `${config.source}: Address family for hostname not supported: ${host} is reached by IPv${family}, give -I an address of it.`
    throw new IcmpError('ICMP_FAMILY_MISMATCH', message)
  }
  const source = await environment.route({ address, family, source: config.source, device })
  return {
    host,
    // To 0.0.0.0 Linux sends as to this host itself, and iputils names the address that it comes to.
    address: address === '0.0.0.0' ? (source ?? address) : address,
    family,
    size,
    source: config.source ?? sourceOn(environment, device, family, source),
    chosenSource: config.source !== undefined,
    device,
    literal: isLiteral(host),
  }
}

async function resolve(config: PingConfig, pinger: Pinger): Promise<{ address: string; family: Family }> {
  const { destination: host, family } = config
  try {
    return await pinger.resolve(host, { family })
  } catch (error) {
    if (!(error instanceof IcmpError)) throw error
    const missing = error.code === 'ICMP_HOST_NOT_FOUND'
    if (error.code === 'ICMP_FAMILY_MISMATCH' || (missing && (await hasOther(host, family, pinger)))) {
      const other = family === 4 ? 6 : 4
      const message = `${host}: Address family for hostname not supported: leave out -${family}, or give -${other}.`
      throw new IcmpError('ICMP_FAMILY_MISMATCH', message, { cause: error })
    }
    if (missing || error.code === 'ICMP_INVALID_TARGET') {
      const message = `${host}: Name or service not known: check the name, or give an address.`
      throw new IcmpError(error.code, message, { cause: error })
    }
    if (error.code === 'ICMP_RESOLUTION_FAILED') {
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

/** Through an interface the system sends from an address of that interface, whatever the route lookup said. */
function sourceOn(
  environment: Environment,
  device: string | undefined,
  family: Family,
  source: string | undefined,
): string | undefined {
  if (device === undefined) return source
  const addresses = environment.addressesOf(device, family)
  return source === undefined || (addresses.length > 0 && !addresses.includes(source)) ? addresses[0] : source
}

/** The address forms of inet_aton(3) count too: `127.1`, `0x7f000001`. */
function isLiteral(host: string): boolean {
  const part = '(0x[0-9a-f]+|\\d+)'
  return isIP(host) !== 0 || new RegExp(`^${part}(\\.${part}){0,3}$`, 'i').test(host)
}
