import { isIP } from 'node:net'
import { type Family, IcmpError } from '@icmp/core'
import { Command, CommanderError } from 'commander'
import { type Range, seconds, wholeNumber } from './numbers.js'
import { parsePattern } from './pattern.js'
import { version } from './version.js'

export type TransportChoice = 'auto' | 'dgram' | 'raw'

/** What a run is told. Times are in milliseconds. */
export interface PingConfig {
  destination: string
  count?: number | undefined
  interval: number
  /** `-W`: how long to wait after the last request if nothing was ever answered; 0 for ever. */
  linger: number
  /** `-w`: when to end, whatever was answered. */
  deadline?: number | undefined
  size: number
  ttl?: number | undefined
  source?: string | undefined
  device?: string | undefined
  family?: Family | undefined
  numeric: boolean
  quiet: boolean
  timestamps: boolean
  pattern?: Uint8Array | undefined
  json: boolean
  transport: TransportChoice
}

export type Invocation =
  | { kind: 'ping'; config: PingConfig }
  | { kind: 'doctor'; json: boolean }
  | { kind: 'text'; text: string }

const INT_MAX = 2_147_483_647
const COUNT: Range = { flag: '-c', least: 1, most: Number.MAX_SAFE_INTEGER, expected: 'a whole number from 1 on' }
const INTERVAL: Range = {
  flag: '-i',
  least: 0,
  most: 2_147_483,
  expected: 'a number of seconds, 0 or more, as 0.2',
  code: 'ICMP_INVALID_INTERVAL',
}
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
// The bound of the family is checked when the destination's is known.
const SIZE: Range = {
  flag: '-s',
  least: 0,
  most: 65_527,
  expected: 'a number of data bytes from 0 to 65507 (IPv6: 65527)',
  above: 'ICMP_PAYLOAD_TOO_LARGE',
}
const TTL: Range = {
  flag: '-t',
  least: 1,
  most: 255,
  expected: 'a whole number from 1 to 255',
  code: 'ICMP_INVALID_HOP_LIMIT',
}

const TRANSPORTS: readonly string[] = ['auto', 'dgram', 'raw']

interface Flags {
  count?: string
  interval?: string
  linger?: string
  deadline?: string
  size?: string
  ttl?: string
  interface?: string[]
  4?: true
  6?: true
  numeric?: true
  quiet?: true
  timestamps?: true
  pattern?: string
  json?: true
  transport: string
}

function program(print: (text: string) => void): Command {
  return (
    new Command('icmp-ping')
      .usage(
        '[options] destination\n       icmp-ping doctor [--json]\n       icmp-ping decode [--summary] [--json] [file]\n       icmp-ping --sweep [options] target...',
      )
      .argument(
        '[destination...]',
        'host name or IP address; "doctor" says what works here, "decode" reads captures (hosts of these names: -- doctor)',
      )
      .option('-c, --count <count>', 'stop after that many requests (with -w: replies)')
      .option('-i, --interval <seconds>', 'seconds from one request to the next (default: 1)')
      .option('-W, --linger <seconds>', 'seconds to wait for the last answer when none came at all (default: 10)')
      .option('-w, --deadline <seconds>', 'end after that many seconds')
      .option('-s, --size <bytes>', 'data bytes of a request (default: 56)')
      .option('-t, --ttl <ttl>', 'time to live, or hop limit, of the requests')
      .option('-I, --interface <address or device>', 'source address, or network interface to send from', collect)
      .option('-4', 'use IPv4')
      .option('-6', 'use IPv6')
      .option('-n, --numeric', 'addresses only, no names')
      .option('-q, --quiet', 'the first line and the summary only')
      .option('-D, --timestamps', 'print the time before each line')
      .option('-p, --pattern <hex>', 'up to 16 bytes to fill the requests with')
      .option('--json', 'one JSON object a line')
      .option('--transport <transport>', 'raw, dgram, or auto: the first that works', 'auto')
      .version(`icmp-ping ${version()}`, '-V, --version', 'print the version')
      .helpOption('-h, --help', 'print this help')
      .addHelpText('after', '\nExit status: 0 something answered, 1 nothing did, 2 error.')
      .exitOverride()
      // Usage errors are told by the caller, as all others.
      .configureOutput({ writeOut: print, writeErr: () => {} })
  )
}

function collect(value: string, all: string[] | undefined): string[] {
  return [...(all ?? []), value]
}

/**
 * @param argv what follows the program's name
 * @throws an `IcmpError` whose message says what to do
 */
export function parse(argv: readonly string[]): Invocation {
  let text = ''
  const command = program((part) => {
    text += part
  })
  try {
    command.parse([...argv], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return { kind: 'text', text }
    const message = error.message.replace(/^error: /, '')
    throw new IcmpError('ICMP_INVALID_OPTION', `${message}: 'icmp-ping --help' lists the options.`, { cause: error })
  }
  const flags = command.opts<Flags>()
  const [destination, second] = command.args
  if (destination === 'doctor' && second === undefined && !argv.includes('--')) {
    return { kind: 'doctor', json: flags.json === true }
  }
  if (destination === undefined) {
    throw new IcmpError(
      'ICMP_INVALID_TARGET',
      'usage error: Destination address required: give a host name or an IP address.',
    )
  }
  if (second !== undefined) {
    throw new IcmpError(
      'ICMP_INVALID_TARGET',
      `one destination only: leave out '${second}' (options may stand before or after it).`,
    )
  }
  return { kind: 'ping', config: configOf(destination, flags) }
}

function configOf(destination: string, flags: Flags): PingConfig {
  return {
    destination,
    count: given(flags.count, (text) => wholeNumber(text, COUNT)),
    interval: given(flags.interval, (text) => seconds(text, INTERVAL)) ?? 1000,
    linger: given(flags.linger, (text) => seconds(text, LINGER)) ?? 10_000,
    // 0 is no deadline at all, as in iputils.
    deadline: (given(flags.deadline, (text) => wholeNumber(text, DEADLINE)) ?? 0) * 1000 || undefined,
    size: given(flags.size, (text) => wholeNumber(text, SIZE)) ?? 56,
    ttl: given(flags.ttl, (text) => wholeNumber(text, TTL)),
    source: flags.interface?.filter((value) => isIP(value) !== 0).at(-1),
    device: flags.interface?.filter((value) => isIP(value) === 0).at(-1),
    family: familyOf(flags),
    numeric: flags.numeric === true,
    quiet: flags.quiet === true,
    timestamps: flags.timestamps === true,
    pattern: given(flags.pattern, parsePattern),
    json: flags.json === true,
    transport: transportOf(flags.transport),
  }
}

function given<T>(text: string | undefined, parse: (text: string) => T): T | undefined {
  return text === undefined ? undefined : parse(text)
}

function familyOf(flags: Flags): Family | undefined {
  if (flags[4] && flags[6]) {
    throw new IcmpError('ICMP_INVALID_OPTION', 'only one -4 or -6 option may be specified: leave out the other.')
  }
  return flags[4] ? 4 : flags[6] ? 6 : undefined
}

function transportOf(name: string): TransportChoice {
  if (TRANSPORTS.includes(name)) return name as TransportChoice
  throw new IcmpError('ICMP_INVALID_OPTION', `invalid argument: '${name}': give --transport raw, dgram or auto.`)
}
