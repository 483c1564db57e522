// What others say of the same packets: tshark dissects them, scapy builds them.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** tshark's severities; what is below is remarks. */
const WARNING = 0x600000
/** Raw IP, either version. */
const LINKTYPE_RAW = 101
/** Debian installs scapy for its own Python. */
const PYTHON = '/usr/bin/python3'

const missing = (command, ...args) => spawnSync(command, args, { stdio: 'ignore' }).status !== 0

export const noTshark = () => (missing('tshark', '--version') ? 'the program tshark is needed' : undefined)
export const noScapy = () => (missing(PYTHON, '-c', 'import scapy') ? "Debian's python3-scapy is needed" : undefined)

/** A capture file of these packets. */
export function pcap(packets) {
  const header = Buffer.alloc(24)
  header.writeUInt32LE(0xa1b2c3d4, 0)
  header.writeUInt16LE(2, 4)
  header.writeUInt16LE(4, 6)
  header.writeUInt32LE(65_535, 16)
  header.writeUInt32LE(LINKTYPE_RAW, 20)
  const records = packets.flatMap((packet) => {
    const record = Buffer.alloc(16)
    record.writeUInt32LE(packet.length, 8)
    record.writeUInt32LE(packet.length, 12)
    return [record, packet]
  })
  return Buffer.concat([header, ...records])
}

/** @returns for each packet the type it has to tshark, and its warnings, worse ones among them */
export function dissect(packets) {
  const scratch = mkdtempSync(join(tmpdir(), 'icmp-tshark-'))
  try {
    const file = join(scratch, 'packets.pcap')
    writeFileSync(file, pcap(packets))
    const fields = ['icmp.type', 'icmpv6.type', '_ws.expert.severity', '_ws.expert.message', '_ws.malformed']
    const args = [
      '-r',
      file,
      '-T',
      'fields',
      '-E',
      'occurrence=a',
      '-E',
      'aggregator=;',
      ...fields.flatMap((field) => ['-e', field]),
    ]
    const done = spawnSync('tshark', args, { encoding: 'utf8', maxBuffer: 2 ** 28 })
    if (done.status !== 0) throw new Error(`tshark: ${done.stderr}`)
    return done.stdout.replace(/\n$/, '').split('\n').map(verdict)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function verdict(line) {
  const [type4 = '', type6 = '', severities = '', messages = '', malformed = ''] = line.split('\t')
  const texts = messages.split(';')
  const warnings = severities
    .split(';')
    .flatMap((severity, n) => (Number(severity) >= WARNING ? [texts[n] ?? 'warning'] : []))
  if (malformed !== '') warnings.push('malformed')
  return { type: Number((type4 || type6).split(';')[0]), warnings }
}

/** @param expressions Python, a packet each. @returns its bytes in hexadecimal, or what went wrong */
export function buildWithScapy(expressions) {
  const script = fileURLToPath(new URL('./generated/scapy_build.py', import.meta.url))
  const done = spawnSync(PYTHON, [script], {
    input: expressions.map((one) => `${one}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  if (done.status !== 0) throw new Error(`scapy: ${done.stderr}`)
  return done.stdout.replace(/\n$/, '').split('\n')
}
