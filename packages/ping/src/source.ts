import { type Address, type Family, IcmpError, isLimitedBroadcast, isMulticast, type Transport } from '@icmp/core'
import { NativeError, pathMtu } from '@icmp/native'
import { ofFamily, parseAddress } from './resolve.js'
import { isOfThisHost } from './transports.js'

/** @throws `ICMP_INVALID_OPTION`, `ICMP_FAMILY_MISMATCH` */
export function parseSource(text: string, family: Family): Address {
  const source = parseAddress(text)
  if (source === undefined) {
    throw new IcmpError('ICMP_INVALID_OPTION', `Invalid source '${text}': give one of this host's addresses.`)
  }
  return ofFamily(source, family, text)
}

/**
 * The kernel refuses a packet with a foreign source as if there were no route. Asked with a socket that is bound to it
 * and sends nothing, it says what is wrong. Simulated hosts have addresses that no kernel knows.
 * @param device index of the interface to send from, or 0
 * @throws `ICMP_ADDRESS_NOT_AVAILABLE`
 */
export function checkSource(transport: Transport, to: Address, source: Address, device: number, text: string): void {
  if (!isOfThisHost(transport)) return
  // Linux binds to these too, though nothing can be sent from them.
  if (isMulticast(source) || isLimitedBroadcast(source)) throw notAvailable(text)
  try {
    pathMtu(to, source, device || source.scope || to.scope)
  } catch (error) {
    // Of a missing route, or a device that may not be bound to, the answer of the packet itself tells.
    if (error instanceof NativeError && error.syscall === 'bind') throw notAvailable(text, error)
  }
}

function notAvailable(text: string, cause?: NativeError): IcmpError {
  const message = `The source ${text} is not an address of this host (or of that interface): 'ip address' lists those there are.`
  return new IcmpError('ICMP_ADDRESS_NOT_AVAILABLE', message, { cause, errno: cause?.errno, syscall: cause?.syscall })
}
