import { IcmpError } from '@icmp/core'
import type { Flags } from './command.js'
import type { Timing } from './config.js'
import { given, type Range, seconds, wholeNumber } from './numbers.js'
import { INT_MAX } from './ranges.js'

const COUNT: Range = { flag: '-c', least: 1, most: Number.MAX_SAFE_INTEGER, expected: 'a whole number from 1 on' }
const INTERVAL: Range = {
  flag: '-i',
  least: 0,
  most: 2_147_483,
  expected: 'a number of seconds, 0 or more, as 0.2',
  code: 'ICMP_INVALID_INTERVAL',
}
const PRELOAD: Range = { flag: '-l', least: 1, most: 65_536, expected: 'a whole number from 1 to 65536' }
const LINGER: Range = {
  flag: '-W',
  least: 0,
  most: 2_147_483,
  expected: 'a number of seconds, 0 for no end',
  code: 'ICMP_INVALID_TIMEOUT',
}
const DEADLINE: Range = {
  flag: '-w',
  least: 0,
  most: INT_MAX,
  expected: 'a whole number of seconds',
  code: 'ICMP_INVALID_TIMEOUT',
}

/** @throws an `IcmpError` whose message says what to do */
export function timingOf(flags: Flags): Timing {
  const flood = flags.flood === true
  const interval = given(flags.interval, (text) => seconds(text, INTERVAL)) ?? (flood ? 0 : 1000)
  const preload = given(flags.preload, (text) => wholeNumber(text, PRELOAD)) ?? 1
  if (interval * preload >= INT_MAX) {
    const message = `illegal preload and/or interval: ${interval}: give a smaller -i, or a smaller -l.`
    throw new IcmpError('ICMP_INVALID_INTERVAL', message)
  }
  return {
    count: given(flags.count, (text) => wholeNumber(text, COUNT)),
    interval,
    adaptive: flags.adaptive === true,
    flood,
    preload,
    linger: given(flags.linger, (text) => seconds(text, LINGER)) ?? 10_000,
    // 0 is no deadline at all, as in iputils.
    deadline: (given(flags.deadline, (text) => wholeNumber(text, DEADLINE)) ?? 0) * 1000 || undefined,
  }
}
