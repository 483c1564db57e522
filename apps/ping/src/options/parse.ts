import { type Family, IcmpError } from '@icmp/core'
import { CommanderError } from 'commander'
import { type Flags, program } from './command.js'
import type { Invocation, PingConfig, Printing, TransportChoice } from './config.js'
import { packetOf } from './packet.js'
import { timingOf } from './timing.js'

const TRANSPORTS: readonly string[] = ['auto', 'dgram', 'raw']

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
  const destinations = command.args
  if (destinations.length === 1 && destinations[0] === 'doctor' && !argv.includes('--')) {
    return { kind: 'doctor', json: flags.json === true }
  }
  if (destinations.length === 0) {
    throw new IcmpError(
      'ICMP_INVALID_TARGET',
      'usage error: Destination address required: give a host name or an IP address.',
    )
  }
  return { kind: 'ping', config: configOf(destinations, flags) }
}

function configOf(destinations: string[], flags: Flags): PingConfig {
  return {
    destinations,
    family: familyOf(flags),
    transport: transportOf(flags.transport),
    ...timingOf(flags),
    ...packetOf(flags),
    ...printingOf(flags),
  }
}

function printingOf(flags: Flags): Printing {
  if (flags.ui && flags.json) {
    throw new IcmpError('ICMP_INVALID_OPTION', 'only one of --ui and --json: leave out the other.')
  }
  return {
    // Whoever sends as fast as answers come has no time to look for names, as iputils sees it.
    numeric: flags.numeric === true || flags.flood === true,
    quiet: flags.quiet === true,
    timestamps: flags.timestamps === true,
    verbose: flags.verbose === true,
    audible: flags.audible === true,
    userLatency: flags.latency === true,
    json: flags.json === true,
    ui: flags.ui === true,
  }
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
