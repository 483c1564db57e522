import { IcmpError } from '@icmp/core'

/** What a target itself is at fault for: it ends, the sweep goes on. */
export function isUnresolved(error: unknown): error is IcmpError {
  const codes: readonly string[] = [
    'ICMP_HOST_NOT_FOUND',
    'ICMP_RESOLUTION_FAILED',
    'ICMP_FAMILY_MISMATCH',
    'ICMP_INVALID_TARGET',
    // That of the target's zone: the option's was checked.
    'ICMP_DEVICE_NOT_FOUND',
  ]
  return error instanceof IcmpError && codes.includes(error.code)
}

/** @throws `ICMP_INVALID_TARGET` */
export function iteratorOf(
  targets: Iterable<string> | AsyncIterable<string>,
): AsyncIterator<string> | Iterator<string> {
  if (typeof targets === 'object' && targets !== null) {
    if (Symbol.asyncIterator in targets) return targets[Symbol.asyncIterator]()
    if (Symbol.iterator in targets) return targets[Symbol.iterator]()
  }
  throw new IcmpError(
    'ICMP_INVALID_TARGET',
    'Invalid targets: give an array, or anything else that gives targets one by one.',
  )
}
