import { IcmpError } from '@icmp/core'
import { readArguments } from './arguments.js'
import { familyOf, transportOf } from './choices.js'
import { type Flags, program } from './command.js'
import type { Invocation, PingConfig, Printing } from './config.js'
import { packetOf } from './packet.js'
import { timingOf } from './timing.js'

/**
 * @param argv what follows the program's name
 * @throws an `IcmpError` whose message says what to do
 */
export function parse(argv: readonly string[]): Invocation {
  const command = readArguments(program(), argv)
  if (typeof command === 'string') return { kind: 'text', text: command }
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
