import { lookup } from 'node:dns/promises'
import { isIPv4 } from 'node:net'
import { type AbortSignalLike, type Address, abortError, type Family, IcmpError } from '@icmp/core'
import ipaddr from 'ipaddr.js'
import { scopeOf } from './interfaces.js'

/** An address literal, or undefined when the text is none. IPv4 in four decimal parts; other old forms are the resolver's. */
export function parseAddress(text: string): Address | undefined {
  // The usual form, in a quarter of the library's time: sweeps read tens of thousands a second.
  if (isIPv4(text)) return { family: 4, bytes: dotted(text, new Uint8Array(4)), scope: 0 }
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) {
    return { family: 4, bytes: Uint8Array.from(ipaddr.IPv4.parse(text).toByteArray()), scope: 0 }
  }
  const zoneAt = text.indexOf('%')
  const groups = withoutDots(zoneAt < 0 ? text : text.slice(0, zoneAt))
  if (groups === undefined || !ipaddr.IPv6.isValid(groups) || zoneAt === text.length - 1) return undefined
  const bytes = Uint8Array.from(ipaddr.IPv6.parse(groups).toByteArray())
  // Names of interfaces hold more than the letters and digits that ipaddr.js allows: eth0.100, br-lan.
  return { family: 6, bytes, scope: zoneAt < 0 ? 0 : scopeOf(text.slice(zoneAt + 1)) }
}

/** The bytes of four decimal parts, which were checked. */
function dotted(text: string, bytes: Uint8Array): Uint8Array {
  bytes.fill(0)
  let part = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x2e) part++
    else bytes[part] = bytes[part]! * 10 + code - 0x30
  }
  return bytes
}

/** ipaddr.js takes `::192.0.2.1` for an IPv4-mapped address: the last 32 bits are only written differently (RFC 4291 §2.2). */
function withoutDots(text: string): string | undefined {
  if (!text.includes('.')) return text
  const start = text.lastIndexOf(':') + 1
  const dotted = text.slice(start)
  if (!ipaddr.IPv4.isValidFourPartDecimal(dotted)) return undefined
  const [a, b, c, d] = ipaddr.IPv4.parse(dotted).toByteArray() as [number, number, number, number]
  return `${text.slice(0, start)}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
}

/** A literal needs no turn of the event loop to be resolved. */
export function parseLiteral(target: string, family: Family | undefined): Address | undefined {
  const literal = typeof target === 'string' ? parseAddress(target) : undefined
  return literal && ofFamily(literal, family, target)
}

/**
 * The same for one target after another. IPv4 addresses are lent, in the same object until the next call: an array of four
 * bytes takes two hundred of memory, which was a tenth of what a sweep left to the garbage collector.
 */
export function literalReader(family: Family | undefined): (target: string) => Address | undefined {
  const lent: Address = { family: 4, bytes: new Uint8Array(4), scope: 0 }
  return (target) => {
    if (typeof target !== 'string' || !isIPv4(target)) return parseLiteral(target, family)
    dotted(target, lent.bytes)
    return ofFamily(lent, family, target)
  }
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
    if (code === 'EAI_ADDRFAMILY') {
      const message = `'${name}' has no IPv${family} address: use the other family.`
      throw new IcmpError('ICMP_FAMILY_MISMATCH', message, { cause: error, errno, syscall: 'getaddrinfo' })
    }
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
