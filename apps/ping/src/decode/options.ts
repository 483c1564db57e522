import { type Family, IcmpError } from '@icmp/core'
import { Command } from 'commander'
import { readArguments } from '../options/arguments.js'

/** What `icmp-ping decode` is told. */
export interface DecodeConfig {
  /** Undefined: standard input. */
  file: string | undefined
  json: boolean
  /** A line for each packet, without its fields. */
  summary: boolean
  /** The bytes begin with the message of that family: there is no IP header. */
  bare: Family | undefined
}

/**
 * @param argv what follows `decode`
 * @returns text where help is asked for
 * @throws `ICMP_INVALID_OPTION`
 */
export function parseDecode(argv: readonly string[]): DecodeConfig | string {
  const decoding = new Command('icmp-ping decode')
    .description(
      'Prints the packets of a pcap or pcapng file, or of hexadecimal text with one packet a line, field by field.',
    )
    .argument('[file]', 'the file; standard input without it, or with -')
    .option('--summary', 'one line for each packet')
    .option('--bare <family>', '4 or 6: the packets are ICMP messages of that family, without an IP header')
    .option('--json', 'one JSON object a line')
    .helpOption('-h, --help', 'print this help')
  const command = readArguments(decoding, argv)
  if (typeof command === 'string') return command
  const { summary, bare, json } = command.opts<{ summary?: true; bare?: string; json?: true }>()
  const [file] = command.args
  return {
    file: file === '-' ? undefined : file,
    json: json === true,
    summary: summary === true,
    bare: bare === undefined ? undefined : familyOf(bare),
  }
}

function familyOf(text: string): Family {
  if (text === '4') return 4
  if (text === '6') return 6
  throw new IcmpError('ICMP_INVALID_OPTION', `invalid argument: '${text}': give --bare 4 or 6.`)
}
