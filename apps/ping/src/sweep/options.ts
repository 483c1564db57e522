import { type Family, IcmpError } from '@icmp/core'
import { Command } from 'commander'
import { readArguments } from '../options/arguments.js'
import { familyOf, transportOf } from '../options/choices.js'
import type { TransportChoice } from '../options/config.js'
import { given, type Range, wholeNumber } from '../options/numbers.js'
import { INT_MAX, SIZE, TTL } from '../options/ranges.js'

/** What `icmp-ping --sweep` is told. */
export interface SweepConfig {
  /** Host names, addresses and ranges as the user wrote them. */
  targets: string[]
  /** A file of more of them; `-` for standard input. */
  file: string | undefined
  /** Milliseconds. */
  timeout: number
  retries: number
  concurrency: number
  rate: number | undefined
  size: number | undefined
  ttl: number | undefined
  family: Family | undefined
  /** All, only those that answer or only those that don't, or none but the counts. */
  show: 'all' | 'alive' | 'unreachable' | 'none'
  json: boolean
  transport: TransportChoice
}

const TIMEOUT: Range = {
  flag: '--timeout',
  least: 1,
  most: INT_MAX,
  expected: 'milliseconds, from 1 on',
  code: 'ICMP_INVALID_TIMEOUT',
}
const RETRIES: Range = { flag: '--retries', least: 0, most: 1000, expected: 'a whole number from 0 to 1000' }
const CONCURRENCY: Range = {
  flag: '--concurrency',
  least: 1,
  most: 1_000_000,
  expected: 'a whole number from 1 to 1000000',
}
const RATE: Range = { flag: '--rate', least: 1, most: INT_MAX, expected: 'requests a second, from 1 on' }

interface Flags {
  file?: string
  timeout?: string
  retries?: string
  concurrency?: string
  rate?: string
  size?: string
  ttl?: string
  4?: true
  6?: true
  alive?: true
  unreachable?: true
  quiet?: true
  json?: true
  transport: string
}

function program(): Command {
  return new Command('icmp-ping --sweep')
    .description('Pings many hosts at once: names, addresses, and ranges as 192.0.2.0/24.')
    .argument('[target...]')
    .option('--sweep')
    .option('--file <file>', 'more targets, one a line; - for standard input')
    .option('--timeout <ms>', 'how long each attempt waits (default: 1000)')
    .option('--retries <count>', 'attempts after the first that ran out (default: 0)')
    .option('--concurrency <count>', 'targets under way at once (default: 1000)')
    .option('--rate <count>', 'requests a second, all targets together')
    .option('-s, --size <bytes>', 'data bytes of a request (default: 56)')
    .option('-t, --ttl <ttl>', 'time to live, or hop limit, of the requests')
    .option('-4', 'use IPv4')
    .option('-6', 'use IPv6')
    .option('--alive', 'print those that answer, nothing else')
    .option('--unreachable', "print those that don't answer, nothing else")
    .option('-q, --quiet', 'print the counts, nothing else')
    .option('--json', 'one JSON object a line')
    .option('--transport <transport>', 'raw, dgram, or auto: the first that works', 'auto')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', '\nExit status: 0 all answered, 1 some did not, 2 error.')
}

/**
 * @param argv what follows the program's name, `--sweep` among it
 * @returns text where help is asked for
 * @throws an `IcmpError` whose message says what to do
 */
export function parseSweep(argv: readonly string[]): SweepConfig | string {
  const command = readArguments(program(), argv)
  if (typeof command === 'string') return command
  const flags = command.opts<Flags>()
  if (command.args.length === 0 && flags.file === undefined)
    throw new IcmpError('ICMP_INVALID_TARGET', 'no targets: give hosts, ranges as 192.0.2.0/24, or --file.')
  return configOf(command.args, flags)
}

function configOf(targets: string[], flags: Flags): SweepConfig {
  if (flags.alive && flags.unreachable)
    throw new IcmpError('ICMP_INVALID_OPTION', 'only one of --alive and --unreachable: leave out the other.')
  if (flags.quiet && (flags.alive || flags.unreachable))
    throw new IcmpError('ICMP_INVALID_OPTION', '-q prints no targets: leave it out, or --alive and --unreachable.')
  const number = (value: string | undefined, range: Range): number | undefined =>
    given(value, (text) => wholeNumber(text, range))
  return {
    targets,
    file: flags.file,
    timeout: number(flags.timeout, TIMEOUT) ?? 1000,
    retries: number(flags.retries, RETRIES) ?? 0,
    concurrency: number(flags.concurrency, CONCURRENCY) ?? 1000,
    rate: number(flags.rate, RATE),
    size: number(flags.size, SIZE),
    ttl: number(flags.ttl, TTL),
    family: familyOf(flags),
    show: flags.quiet ? 'none' : flags.alive ? 'alive' : flags.unreachable ? 'unreachable' : 'all',
    json: flags.json === true,
    transport: transportOf(flags.transport),
  }
}
