import { lookup } from 'node:dns/promises'
import { type AbortSignalLike, type Address, abortError, type Family, IcmpError } from '@icmp/core'
import { interfaceIndex } from '@icmp/native'
import ipaddr from 'ipaddr.js'

/** An address literal, or undefined when the text is none. IPv4 in four decimal parts; other old forms are the resolver's. */
export function parseAddress(text: string): Address | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) {
    return { family: 4, bytes: Uint8Array.from(ipaddr.IPv4.parse(text).toByteArray()), scope: 0 }
  }
  if (!ipaddr.IPv6.isValid(text)) return undefined
  const parsed = ipaddr.IPv6.parse(text)
  return { family: 6, bytes: Uint8Array.from(parsed.toByteArray()), scope: scopeOf(parsed.zoneId) }
}

/** A zone is an interface by number or by name (RFC 4007 §11.2). */
function scopeOf(zone: string | undefined): number {
  if (zone === undefined) return 0
  return /^\d+$/.test(zone) ? Number(zone) : requireInterface(zone)
}

/** @throws `ICMP_DEVICE_NOT_FOUND` */
export function requireInterface(name: string): number {
  const index = interfaceIndex(name)
  if (index > 0) return index
  throw new IcmpError(
    'ICMP_DEVICE_NOT_FOUND',
    `There is no network interface '${name}': 'ip link' lists those there are.`,
  )
}

/**
 * The address of a literal or a host name; of several addresses the first, as the system orders them.
 * @throws `ICMP_INVALID_TARGET`, `ICMP_FAMILY_MISMATCH`, `ICMP_HOST_NOT_FOUND`, `ICMP_RESOLUTION_FAILED`, `ICMP_ABORTED`
 */
export async function resolveTarget(
  target: string,
  family: Family | undefined,
  signal?: AbortSignalLike,
): Promise<Address> {
  if (typeof target !== 'string' || target.trim() === '' || target.includes('\0')) {
    throw new IcmpError('ICMP_INVALID_TARGET', `Invalid target '${target}': give a host name or an IP address.`)
  }
  const literal = parseAddress(target)
  if (literal !== undefined) return ofFamily(literal, family, target)
  const found = await abortable(lookupOne(target, family), signal)
  const address = parseAddress(found)
  if (address === undefined) {
    throw new IcmpError('ICMP_RESOLUTION_FAILED', `The resolver gave '${found}' for '${target}', which is no address.`)
  }
  return address
}

/** The same address if it is of that family. @throws `ICMP_FAMILY_MISMATCH` */
export function ofFamily(address: Address, family: Family | undefined, text: string): Address {
  if (family === undefined || address.family === family) return address
  const message = `${text} is an IPv${address.family} address, but IPv${family} is asked for: use one of the same family.`
  throw new IcmpError('ICMP_FAMILY_MISMATCH', message)
}

async function lookupOne(name: string, family: Family | undefined): Promise<string> {
  try {
    return (await lookup(name, { family: family ?? 0, verbatim: true })).address
  } catch (error) {
    const { code, errno } = error as { code?: string; errno?: number }
    if (code === 'ENOTFOUND' || code === 'ENODATA') {
      const kind = family === undefined ? '' : ` with an IPv${family} address`
      const message = `There is no host '${name}'${kind}: check the name, or give an address.`
      throw new IcmpError('ICMP_HOST_NOT_FOUND', message, { cause: error, errno, syscall: 'getaddrinfo' })
    }
    const message = `The name '${name}' can't be resolved now (${code ?? error}): check the resolver, or give an address.`
    throw new IcmpError('ICMP_RESOLUTION_FAILED', message, { cause: error, errno, syscall: 'getaddrinfo' })
  }
}

/** The system's resolver can't be stopped, but nobody has to wait for it. */
function abortable<T>(work: Promise<T>, signal: AbortSignalLike | undefined): Promise<T> {
  if (signal === undefined) return work
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(abortError(signal))
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
