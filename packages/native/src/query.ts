import { type Fault, invalid, NativeError } from './errors.js'
import { loadAddon } from './load.js'
import type { NativeAddress } from './types.js'

function unwrap<T extends string | number>(result: T | Fault): T {
  if (typeof result === 'object') throw new NativeError(result)
  return result
}

/** The index of a network interface; 0 if there is none of that name. */
export function interfaceIndex(name: string): number {
  // No system has names that long; the addon's buffer is bounded.
  if (name.length > 63) return 0
  return unwrap(loadAddon().interfaceIndex(name))
}

/** The name of a network interface; `undefined` if there is none with that index. */
export function interfaceName(index: number): string | undefined {
  return unwrap(loadAddon().interfaceName(index)) || undefined
}

/**
 * The MTU in bytes that the system knows for the path to an address, with what it learnt from "packet too big". Sends
 * nothing.
 *
 * @param device - index of the interface to leave by; 0 lets the routes decide
 * @throws {NativeError} `ENETUNREACH` without a route
 */
export function pathMtu(to: NativeAddress, source?: NativeAddress, device = 0): number {
  const length = to.family === 4 ? 4 : 16
  if (to.bytes.length !== length || (source && source.bytes.length !== length))
    throw invalid('pathMtu', 'the address has a wrong length')
  return unwrap(loadAddon().pathMtu(to.bytes, to.scope, source?.bytes, device))
}
