/** What a pinger records, as Wireshark's own dissector reads it, and the reader of the command line program. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noTshark } from '../../../tools/codec/oracles.mjs'
import { noLab } from '../../../tools/lab/namespaces.mjs'
import { createLab, type Lab } from '../../../tools/lab/topology.mjs'
import { CLI, run, script } from './testing/run.js'

const why = noLab() ?? noTshark()
/** tshark's severities; what is below is remarks, a packet's comment among them. */
const WARNING = 0x600000
const GOOD = '1'

const FIELDS = {
  interface: ['frame.interface_name'],
  description: ['frame.interface_description'],
  time: ['frame.time_epoch'],
  flags: ['frame.packet_flags_direction'],
  source: ['ip.src', 'ipv6.src'],
  destination: ['ip.dst', 'ipv6.dst'],
  limit: ['ip.ttl', 'ipv6.hlim'],
  type: ['icmp.type', 'icmpv6.type'],
  code: ['icmp.code', 'icmpv6.code'],
  checksum: ['icmp.checksum.status', 'icmpv6.checksum.status'],
  header: ['ip.checksum.status'],
  identifier: ['icmp.ident', 'icmpv6.echo.identifier'],
  sequence: ['icmp.seq', 'icmpv6.echo.sequence_number'],
  mtu: ['icmp.mtu', 'icmpv6.mtu'],
  answers: ['icmp.resp_to', 'icmpv6.resp_to'],
  comment: ['frame.comment'],
  severity: ['_ws.expert.severity'],
  malformed: ['_ws.malformed'],
} as const

type Row = Record<keyof typeof FIELDS, string>

/** Of each packet, the first of what its headers have: the outer ones, where there are others quoted. */
async function dissect(file: string): Promise<Row[]> {
  const wanted = Object.values(FIELDS).flat()
  const fields = wanted.flatMap((field) => ['-e', field])
  const output = ['-T', 'fields', '-E', 'occurrence=a', '-E', 'aggregator=|', ...fields]
  const { stdout, code } = await run(['tshark', '-r', file, '-o', 'ip.check_checksum:TRUE', ...output])
  expect(code).toBe(0)
  return stdout
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => {
      const cells = line.split('\t')
      const of = (names: readonly string[]): string =>
        names.map((name) => cells[wanted.indexOf(name as never)]).find(Boolean) ?? ''
      const entries = Object.entries(FIELDS).map(([name, names]) => [name, of(names)] as const)
      return Object.fromEntries(
        entries.map(([name, text]) => [name, name === 'severity' ? text : text.split('|')[0]!]),
      ) as Row
    })
}

describe.skipIf(why)(`a pinger that records${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  let lab: Lab
  let scratch: string
  beforeAll(() => {
    lab = createLab()
    scratch = mkdtempSync(join(tmpdir(), 'icmp-pcap-'))
  })
  afterAll(() => {
    lab.remove()
    rmSync(scratch, { recursive: true })
  })

  interface Recorded {
    file: string
    statuses: string[]
    rows: Row[]
  }

  async function record(transport: string, probes: readonly object[], more: object = {}): Promise<Recorded> {
    lab.forgetPaths()
    const file = join(scratch, `${Math.random()}.pcapng`)
    const argument = JSON.stringify({ transport, file, probes, ...more })
    const { stdout, stderr } = await run(lab.inside('client', [process.execPath, script('recorded.mjs'), argument]))
    expect(stderr).toBe('')
    return { file, statuses: stdout.trim().split('\n'), rows: await dissect(file) }
  }

  describe.each([
    ['raw', 4],
    ['raw', 6],
    ['dgram', 4],
    ['dgram', 6],
  ] as const)('%s, IPv%i', (transport, family) => {
    const of = (name: keyof Lab['addresses'][4]): string => lab.addresses[family][name]
    const types = family === 4 ? { request: '8', reply: '0' } : { request: '128', reply: '129' }
    /** Only an IPv4 raw socket is given the headers of what it receives. */
    const reconstructs = transport === 'dgram' || family === 6

    it('has replies and errors as Wireshark knows them, in the order of time, and says what it put together', async () => {
      const { file, statuses, rows } = await record(transport, [
        { target: of('far'), ttl: 33 },
        { target: of('far'), ttl: 1 },
        { target: of('rejected'), size: 8 },
        { target: of('far'), size: 1440, dontFragment: true },
      ])
      expect(statuses).toEqual(['reply', 'time-exceeded', 'unreachable', 'packet-too-big'])
      const [client, router, far] = [of('client'), of('router'), of('far')]
      const request = { source: client, type: types.request, code: '0', flags: '0x00000002' }
      const answer = { destination: client, flags: '0x00000001' }
      const errors =
        family === 4
          ? { exceeded: ['11', '0'], unreachable: ['3', '1'], tooBig: ['3', '4'] }
          : { exceeded: ['3', '0'], unreachable: ['1', '3'], tooBig: ['2', '0'] }
      const error = ([type, code]: string[]): object => ({ ...answer, source: router, type, code })
      expect(rows).toMatchObject([
        { ...request, destination: far, limit: '33', sequence: '1' },
        { ...answer, source: far, limit: '63', type: types.reply, sequence: '1', answers: '1' },
        { ...request, destination: far, limit: '1', sequence: '2' },
        error(errors.exceeded),
        { ...request, destination: of('rejected'), sequence: '3' },
        error(errors.unreachable),
        { ...request, destination: far },
        { ...error(errors.tooBig), mtu: String(lab.mtu) },
      ])
      for (const { checksum, header, severity, malformed } of rows) {
        expect({ checksum, malformed }).toEqual({ checksum: GOOD, malformed: '' })
        if (family === 4) expect(header).toBe(GOOD)
        expect(severity.split('|').every((one) => Number(one) < WARNING)).toBe(true)
      }
      const times = rows.map(({ time }) => Number(time))
      expect(times).toEqual([...times].sort((a, b) => a - b))
      expect(Math.abs(times[0]! - Date.now() / 1000)).toBeLessThan(60)
      // The identifier is the one on the wire: the kernel answers a datagram socket's own alone.
      expect(rows[1]!.identifier).toBe(rows[0]!.identifier)
      const marked = rows.map(({ comment }) => comment.startsWith('IP header reconstructed'))
      expect(marked).toEqual(rows.map(({ flags }) => flags === '0x00000002' || reconstructs))
      const fromQueue = rows.map(({ comment }) => comment.includes('error queue'))
      expect(fromQueue).toEqual(rows.map(({ source }) => source === router && transport === 'dgram'))
      expect(rows[0]!.description).toContain('reconstructed')
      expect(await summaries(file)).toHaveLength(8)
    })
  })

  it('a process that comes to its end without closing has left a whole file', async () => {
    const { far, silent } = lab.addresses[4]
    const { statuses, rows } = await record('dgram', [{ target: far }, { target: silent, timeout: 50 }], {
      closes: false,
    })
    expect(statuses).toEqual(['reply', 'timeout'])
    expect(rows.map(({ type }) => type)).toEqual(['8', '0', '8'])
  })

  it('of a flood, each packet is there once and in its order', async () => {
    const { far, far2 } = lab.addresses[4]
    const sweep = Array.from({ length: 2000 }, (_, n) => (n % 2 === 0 ? far : far2))
    const { rows, file } = await record('raw', [], { sweep })
    const requests = rows.filter(({ type }) => type === '8')
    const replies = rows.filter(({ type }) => type === '0')
    expect([requests.length, replies.length]).toEqual([2000, 2000])
    // Wireshark finds the request of each, which it does in what it has read before.
    expect(replies.filter(({ answers }) => answers === '')).toEqual([])
    // The kernel's two queues are read one after the other: where this process has to wait in between, some may be swapped.
    const swapped = rows.filter(({ time }, n) => n > 0 && Number(time) < Number(rows[n - 1]!.time))
    expect(swapped.length).toBeLessThan(rows.length / 100)
    expect(await summaries(file)).toHaveLength(4000)
  })

  /** What `icmp-ping decode` makes of them. */
  async function summaries(file: string): Promise<string[]> {
    const { stdout, stderr, code } = await run([process.execPath, CLI, 'decode', '--json', '--summary', file])
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
    const packets = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { findings: { severity: string }[]; summary: string })
    expect(packets.flatMap(({ findings }) => findings).filter(({ severity }) => severity === 'error')).toEqual([])
    return packets.map(({ summary }) => summary)
  }
})
