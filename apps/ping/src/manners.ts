import { IcmpError } from '@icmp/core'
import { type Destination, isMulticast } from './destination.js'
import type { PingConfig } from './options/config.js'

/** Milliseconds. */
const LEAST_INTERVAL = 2
const LEAST_TO_MANY = 1000
const MOST_PRELOAD = 3

/**
 * What an unprivileged user may do to a network.
 * @param uid undefined where the system has no users
 * @throws `ICMP_INVALID_INTERVAL`, `ICMP_INVALID_OPTION`
 */
export function checkManners({ interval, preload }: PingConfig, uid: number | undefined): void {
  if (uid === 0 || uid === undefined) return
  if (preload > MOST_PRELOAD) {
    const message = `cannot set preload to value greater than ${MOST_PRELOAD}: ${preload}: give -l at most ${MOST_PRELOAD}, or be root.`
    throw new IcmpError('ICMP_INVALID_OPTION', message)
  }
  if (interval >= LEAST_INTERVAL) return
  const message = `cannot flood; minimal interval allowed for user is ${LEAST_INTERVAL}ms: use -i 0.002 (or higher).`
  throw new IcmpError('ICMP_INVALID_INTERVAL', message)
}

/**
 * The same where one request is answered by many.
 * @throws `ICMP_INVALID_INTERVAL`, `ICMP_INVALID_OPTION`
 */
export function checkMannersToMany(config: PingConfig, destination: Destination, uid: number | undefined): void {
  if (uid === 0 || uid === undefined || !isToMany(config, destination)) return
  const kind = destination.family === 4 ? 'broadcast' : 'multicast'
  const { interval, dontFragment } = config
  if (interval < LEAST_TO_MANY) {
    const message = `${kind} ping with too short interval: ${interval}: use -i 1 (or higher).`
    throw new IcmpError('ICMP_INVALID_INTERVAL', message)
  }
  if (dontFragment !== undefined && dontFragment !== true) {
    throw new IcmpError('ICMP_INVALID_OPTION', `${kind} ping does not fragment: leave out -M, or give -M do.`)
  }
}

/** iputils holds every IPv4 destination for a broadcast that `-b` was given with. */
export function isToMany({ broadcast }: PingConfig, destination: Destination): boolean {
  return isMulticast(destination) || (broadcast && destination.family === 4)
}
