import { checkCount, IcmpError } from '@icmp/core'
import { requireInterface } from './interfaces.js'
import { checkPingOptions } from './pinger.js'
import { checkStatistics } from './statistics/statistics.js'
import { Sweep } from './sweep-run.js'
import type { SweepAnswer, SweepOptions } from './types.js'

const DEFAULT_CONCURRENCY = 1000

/**
 * Pings many hosts at once. Answers come in the order in which the targets end, each target once: at the first reply to
 * any of its attempts, at an error from the network, or when its last attempt has run out. The targets are taken as
 * there is room for them, so a million of them need no array; a consumer that is slow slows it down.
 *
 * @param targets host names or addresses; see `cidr`
 * @throws `IcmpError` for misuse at once; for permission and abort when the answers are asked for. A name that does not
 * resolve is an answer
 * @example
 * for await (const answer of sweep(cidr('192.0.2.0/24'), { timeout: 500 })) if (answer.ok) console.log(answer.address)
 */
export function sweep(
  targets: Iterable<string> | AsyncIterable<string>,
  options: SweepOptions = {},
): AsyncIterableIterator<SweepAnswer> {
  const { concurrency = DEFAULT_CONCURRENCY, retries = 0, rate = Number.POSITIVE_INFINITY } = options
  checkPingOptions(options)
  if (options.interface !== undefined) requireInterface(options.interface)
  checkCount(concurrency)
  checkStatistics(options.statistics)
  if (!Number.isInteger(retries) || retries < 0)
    throw new IcmpError('ICMP_INVALID_OPTION', `Invalid retries ${retries}: give a whole number, 0 or more.`)
  if (!(rate > 0)) throw new IcmpError('ICMP_INVALID_OPTION', `Invalid rate ${rate}: give requests a second, above 0.`)
  return new Sweep(targets, { ...options, concurrency, retries, rate })
}
