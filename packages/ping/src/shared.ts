import { checkPingOptions, createPinger } from './pinger.js'
import type { PingAnswer, Pinger, PingOptions } from './types.js'

let shared: Promise<Pinger> | undefined

/**
 * Pings a host once. All calls of this process (or worker) share one pinger, which is made when first needed: a thousand
 * calls are not a thousand sockets. It never holds the process open by itself and needs no closing.
 *
 * @param target host name or address
 * @throws `IcmpError` for misuse, resolution, permission and abort; what the network answers is a value
 * @example
 * const answer = await ping('127.0.0.1')
 * if (answer.ok) console.log(answer.from, answer.rtt, answer.ttl)
 */
export async function ping(target: string, options?: PingOptions): Promise<PingAnswer> {
  if (options !== undefined) checkPingOptions(options)
  return (await sharedPinger()).ping(target, options)
}

/** The one that all calls share. */
export function sharedPinger(): Promise<Pinger> {
  shared ??= createPinger().catch((error: unknown) => {
    // What is missing now may be there at the next call: a permission, an interface.
    shared = undefined
    throw error
  })
  return shared
}
