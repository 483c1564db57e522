import { Command } from 'commander'
import { version } from '../version.js'

/** What commander reads, before it is looked at. */
export interface Flags {
  count?: string
  interval?: string
  adaptive?: true
  flood?: true
  preload?: string
  linger?: string
  deadline?: string
  size?: string
  ttl?: string
  tos?: string
  mtu?: string
  broadcast?: true
  sndbuf?: string
  interface?: string[]
  4?: true
  6?: true
  numeric?: true
  quiet?: true
  timestamps?: true
  verbose?: true
  audible?: true
  latency?: true
  pattern?: string
  json?: true
  ui?: true
  transport: string
}

const USAGE = `[options] destination...
       icmp-ping --sweep [options] target...
       icmp-ping doctor [--json]
       icmp-ping decode [--summary] [--json] [file]`

export function program(): Command {
  const command = new Command('icmp-ping')
    .usage(USAGE)
    .argument(
      '[destination...]',
      'host names or IP addresses; "doctor" says what works here, "decode" reads captures (hosts of these names: -- doctor)',
    )
  timing(command)
  packet(command)
  printing(command)
  return command
    .option('-4', 'use IPv4')
    .option('-6', 'use IPv6')
    .option('--transport <transport>', 'raw, dgram, or auto: the first that works', 'auto')
    .version(`icmp-ping ${version()}`, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', '\nExit status: 0 something answered (of several hosts each), 1 nothing did, 2 error.')
}

function timing(command: Command): void {
  command
    .option('-c, --count <count>', 'stop after that many requests (with -w: replies)')
    .option('-i, --interval <seconds>', 'seconds from one request to the next (default: 1)')
    .option('-A, --adaptive', 'the next request as soon as the last one is answered')
    .option(
      '-f, --flood',
      'as fast as answers come, or a hundred a second: a dot for each request, less one for each reply',
    )
    .option('-l, --preload <count>', 'requests that are sent at once at the beginning')
    .option('-W, --linger <seconds>', 'seconds to wait for the last answer when none came at all (default: 10)')
    .option('-w, --deadline <seconds>', 'end after that many seconds')
}

function packet(command: Command): void {
  command
    .option('-s, --size <bytes>', 'data bytes of a request (default: 56)')
    .option('-t, --ttl <ttl>', 'time to live, or hop limit, of the requests')
    .option('-Q, --tos <tos>', 'type of service, or traffic class, 0 to 255 or as 0x10')
    .option('-M, --mtu <hint>', 'do: never fragment; want: here only; dont: anywhere')
    .option('-p, --pattern <hex>', 'up to 16 bytes to fill the requests with')
    .option('-b, --broadcast', 'allow a broadcast address')
    .option('-I, --interface <address or device>', 'source address, or network interface to send from', collect)
    .option('-S, --sndbuf <bytes>', 'size of the send buffer')
}

function printing(command: Command): void {
  command
    .option('-n, --numeric', 'addresses only, no names')
    .option('-q, --quiet', 'the first line and the summary only')
    .option('-D, --timestamps', 'print the time before each line')
    .option('-v, --verbose', 'tell more')
    .option('-a, --audible', 'a bell for each reply')
    .option('-U, --latency', "round trips by the program's own clock, not the kernel's")
    .option('--json', 'one JSON object a line')
    .option('--ui', 'a live view, with a chart of the round trips')
}

function collect(value: string, all: string[] | undefined): string[] {
  return [...(all ?? []), value]
}
