import {
  type Address,
  checkSize,
  type Family,
  isLimitedBroadcast,
  isMulticast,
  isUnspecified,
  MAX_DATA,
  type ProbeOptions,
  type Transport,
} from '@icmp/core'
import { DEFAULT_SIZE, echoData } from './echo-data.js'
import { requireInterface } from './interfaces.js'
import { checkSource, parseSource } from './source.js'
import type { PingOptions } from './types.js'

const DEFAULT_TIMEOUT = 4000
const DEFAULT_RESPONDERS = 4096

/**
 * Requests to any number of targets by the same options, which are looked at once: all share one copy of the data.
 * @returns throws `ICMP_PAYLOAD_TOO_LARGE`, `ICMP_FAMILY_MISMATCH`, `ICMP_ADDRESS_NOT_AVAILABLE` for a target that they don't fit
 * @throws `ICMP_DEVICE_NOT_FOUND`, `ICMP_INVALID_OPTION`
 */
export function prober(transport: Transport, options: PingOptions): (to: Address) => ProbeOptions {
  const { ttl, trafficClass, dontFragment, broadcast, sendBuffer, pattern, size = DEFAULT_SIZE } = options
  const { timeout = DEFAULT_TIMEOUT } = options
  const device = options.interface === undefined ? undefined : requireInterface(options.interface)
  let data: Uint8Array | undefined
  return (to) => {
    checkSize(size, MAX_DATA[to.family])
    data ??= echoData(size, pattern)
    return {
      to,
      data,
      timeout,
      hopLimit: ttl,
      trafficClass,
      dontFragment,
      broadcast,
      sendBuffer,
      userClock: options.rttClock === 'user',
      source: sourceFor(to, transport, device, options.source),
      interface: device,
      anySource: isAnySource(to, broadcast),
      responders: options.responders === undefined ? undefined : (options.maxResponders ?? DEFAULT_RESPONDERS),
    }
  }
}

/**
 * The same for many targets, which share a request with all others of their kind: its `to` is just one of theirs, so that
 * each target is given beside it, and lent. A probe in flight then costs no request of its own.
 * @throws as `prober`
 */
export function sharedProber(transport: Transport, options: PingOptions): (to: Address) => ProbeOptions {
  const probeTo = prober(transport, options)
  const ownProbeTo = (to: Address): ProbeOptions => probeTo({ ...to, bytes: to.bytes.slice() })
  // Which source fits depends on the target.
  if (options.source !== undefined) return ownProbeTo
  const kinds: (ProbeOptions | undefined)[] = []
  return (to) => {
    const kind = to.family * 2 + (isAnySource(to, options.broadcast) ? 1 : 0)
    kinds[kind] ??= ownProbeTo(to)
    return kinds[kind]
  }
}

/** Whether others than the target may answer for it. */
function isAnySource(to: Address, broadcast: boolean | undefined): boolean {
  return broadcast === true || isMulticast(to) || isUnspecified(to) || isLimitedBroadcast(to)
}

function sourceFor(
  to: Address,
  transport: Transport,
  device: number | undefined,
  text: string | undefined,
): Address | undefined {
  if (text === undefined) return undefined
  const source = parseSource(text, to.family satisfies Family)
  checkSource(transport, to, source, device ?? 0, text)
  return source
}
