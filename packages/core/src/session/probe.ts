import type { DontFragment } from '../transport/contract.js'
import type { Address } from '../wire/address.js'

/** What to send and how long to wait. One object may serve any number of probes: the engine never writes to it. */
export interface ProbeRequest {
  to: Address
  /** The echo data as it goes out, but for its first 16 bytes, which a cookie replaces where they all fit. */
  data: Uint8Array
  /** Milliseconds, from handing the packet to the system. */
  timeout: number
  hopLimit?: number | undefined
  trafficClass?: number | undefined
  source?: Address | undefined
  /** Interface index. */
  interface?: number | undefined
  dontFragment?: DontFragment | undefined
  /**
   * So many may answer: the probe stays open until its timeout, or until so many have. `anySource` says whether others than the
   * target may. Undefined: the first reply ends it.
   */
  responders?: number | undefined
  /** Replies may come from any source: a broadcast, multicast or unspecified target. */
  anySource?: boolean | undefined
  /**
   * Measure the round trip by this process's clock on both ends, though the kernel stamps packets: what the system and
   * the event loop take is included then.
   */
  userClock?: boolean | undefined
}
