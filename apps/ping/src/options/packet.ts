import { isIP } from 'node:net'
import { type DontFragment, IcmpError } from '@icmp/core'
import type { Flags } from './command.js'
import type { Packet } from './config.js'
import { given, type Range, wholeNumber } from './numbers.js'
import { parsePattern } from './pattern.js'
import { INT_MAX, SIZE, TTL } from './ranges.js'

const SEND_BUFFER: Range = { flag: '-S', least: 1, most: INT_MAX, expected: 'a number of bytes from 1 on' }

/** What `-M` says, in the words of Linux' IP_MTU_DISCOVER. */
const HINTS: Readonly<Record<string, DontFragment>> = { do: true, want: 'want', dont: false }

/** @throws an `IcmpError` whose message says what to do */
export function packetOf(flags: Flags): Packet {
  return {
    size: given(flags.size, (text) => wholeNumber(text, SIZE)) ?? 56,
    ttl: given(flags.ttl, (text) => wholeNumber(text, TTL)),
    pattern: given(flags.pattern, parsePattern),
    trafficClass: given(flags.tos, parseTrafficClass),
    dontFragment: given(flags.mtu, parseHint),
    broadcast: flags.broadcast === true,
    sendBuffer: given(flags.sndbuf, (text) => wholeNumber(text, SEND_BUFFER)),
    source: flags.interface?.filter((value) => isIP(value) !== 0).at(-1),
    device: flags.interface?.filter((value) => isIP(value) === 0).at(-1),
  }
}

/** Decimal, or hexadecimal after `0x`. */
function parseTrafficClass(text: string): number {
  if (!/^(\d+|0x[0-9a-f]+)$/i.test(text)) {
    throw new IcmpError('ICMP_INVALID_OPTION', `bad TOS value: ${text}: give -Q a number from 0 to 255, or as 0x10.`)
  }
  const value = Number(text)
  if (value <= 255) return value
  const message = `the decimal value of TOS bits must be in range 0-255: ${value}: give -Q one that is.`
  throw new IcmpError('ICMP_INVALID_OPTION', message)
}

function parseHint(text: string): DontFragment {
  if (Object.hasOwn(HINTS, text)) return HINTS[text]!
  throw new IcmpError('ICMP_INVALID_OPTION', `invalid -M argument: ${text}: give -M do, want or dont.`)
}
