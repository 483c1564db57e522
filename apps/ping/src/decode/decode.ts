import {
  decodeIcmp,
  decodePacket,
  type ExplainedPart,
  explain,
  explainIcmp,
  type Family,
  type Finding,
  format,
  formatIcmp,
  validate,
} from '@icmp/core'
import type { Environment } from '../environment.js'
import { type Captured, readCapture } from './capture.js'
import { ipPacketOf } from './link.js'
import { parseDecode } from './options.js'

/** What is said of a packet. */
interface Told {
  line: string
  findings: Finding[]
  parts: ExplainedPart[]
}

/**
 * `icmp-ping decode`.
 * @param argv what follows `decode`
 * @returns the exit status: 0 all was read, 1 the file ends in the middle
 */
export async function decode(argv: readonly string[], environment: Environment): Promise<number> {
  const config = parseDecode(argv)
  if (typeof config === 'string') {
    environment.stdout.write(config)
    return 0
  }
  const { packets, problem } = readCapture(await environment.read(config.file))
  for (const packet of packets) {
    const told = tell(packet, config.bare)
    environment.stdout.write(config.json ? json(packet, told, config.summary) : text(packet, told, config.summary))
  }
  if (problem !== undefined) environment.stderr.write(`icmp-ping: ${problem}: what is before it was read.\n`)
  return problem === undefined ? 0 : 1
}

function tell({ linkType, bytes }: Captured, bare: Family | undefined): Told {
  if (bare !== undefined) return tellMessage(bare, bytes)
  const ip = ipPacketOf(linkType, bytes)
  if (typeof ip === 'string') return { line: ip, findings: [], parts: [] }
  const result = decodePacket(ip)
  if (!result.ok) return { line: `${result.problem.reason}: ${result.problem.what}`, findings: [], parts: explain(ip) }
  return { line: format(result.value), findings: validate(result.value), parts: explain(ip) }
}

function tellMessage(family: Family, bytes: Uint8Array): Told {
  const result = decodeIcmp(family, bytes)
  const line = result.ok ? formatIcmp(result.value, bytes.length) : `${result.problem.reason}: ${result.problem.what}`
  return { line, findings: [], parts: explainIcmp(family, bytes) }
}

function text({ number, time, bytes, length }: Captured, { line, findings, parts }: Told, summary: boolean): string {
  const when = time === undefined ? '' : `${new Date(time).toISOString()} `
  const cut = bytes.length < length ? ` (${bytes.length} of ${length} bytes captured)` : ''
  const lines = [`${number}. ${when}${line}${cut}`]
  if (!summary) lines.push(...dissection(parts, 1))
  for (const { severity, message, source } of findings) lines.push(`   ${severity}: ${message} (${source})`)
  return `${lines.join('\n')}\n`
}

/** Bytes of a field that are shown; longer ones are named by their length already. */
const SHOWN = 16

function dissection(parts: readonly ExplainedPart[], depth: number): string[] {
  return parts.flatMap(({ name, offset, bits, raw, meaning, parts: inner }) => {
    const where = bits === undefined ? String(offset) : `${offset}.${bits.first}`
    const hex = inner !== undefined || raw.length > SHOWN ? '' : Buffer.from(raw).toString('hex')
    const said = [`${'  '.repeat(depth)}${where.padStart(6)}  ${name}`, meaning].filter(Boolean).join(': ')
    // A value that is nothing but its bytes is not said twice.
    const line = hex === '' || bits !== undefined || meaning === hex ? said : `${said}  [${hex}]`
    return inner === undefined ? [line] : [line, ...dissection(inner, depth + 1)]
  })
}

function json({ number, time, length, bytes }: Captured, { line, findings, parts }: Told, summary: boolean): string {
  const fields = { event: 'packet', number, time, captured: bytes.length, length, summary: line, findings }
  return `${JSON.stringify(summary ? fields : { ...fields, parts: parts.map(plain) })}\n`
}

/** Bytes as hexadecimal text. */
function plain({ raw, parts, ...part }: ExplainedPart): object {
  return { ...part, raw: Buffer.from(raw).toString('hex'), ...(parts && { parts: parts.map(plain) }) }
}
