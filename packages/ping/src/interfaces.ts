import { IcmpError, systemError } from '@icmp/core'
import { interfaceIndex, interfaceName } from '@icmp/native'

/** An interface index is a positive int of the kernel's. */
const LARGEST = 0x7fff_ffff

/** @throws `ICMP_DEVICE_NOT_FOUND`, and `ICMP_BINARY_MISSING` or `ICMP_BINARY_BROKEN` where only the addon knows */
export function requireInterface(name: string): number {
  const index = indexOf(name)
  if (index > 0) return index
  throw notFound(name)
}

function indexOf(name: string): number {
  try {
    return interfaceIndex(name)
  } catch (error) {
    throw systemError(error, `look the network interface '${name}' up`)
  }
}

function notFound(name: string): IcmpError {
  return new IcmpError(
    'ICMP_DEVICE_NOT_FOUND',
    `There is no network interface '${name}': 'ip link' lists those there are.`,
  )
}

/** A zone is an interface by number or by name (RFC 4007 §11.2); a number needs nobody to look it up. */
export function scopeOf(zone: string): number {
  if (!/^\d+$/.test(zone)) return requireInterface(zone)
  if (Number(zone) > LARGEST) throw notFound(zone)
  return Number(zone)
}

/** The zone as users write it: the interface's name, or its number where it has none or nobody can tell. */
export function zoneOf(scope: number): string {
  try {
    return interfaceName(scope) ?? String(scope)
  } catch {
    return String(scope)
  }
}
