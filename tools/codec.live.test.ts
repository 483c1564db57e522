/** The programs around the codec: they do what they say, and find what is wrong. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { root } from './workspace.mjs'

const vectors = join(process.env.ICMP_VECTORS ?? join(root, '../shared/vectors'), 'codec/captures.jsonl')
const missing = !existsSync(vectors)
const scratch = mkdtempSync(join(tmpdir(), 'icmp-codec-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

function tool(name: string, ...args: string[]): { status: number | null; stdout: string } {
  const { status, stdout } = spawnSync(process.execPath, [join(root, 'tools', name), ...args], { encoding: 'utf8' })
  return { status, stdout }
}

/** A ping of IPv4, as another decoder reads it. */
const RECORD = {
  id: 'ping',
  ip_hex: '4500001c0001000040018ea4c0000201c63364070800f7fd00010001',
  ip_len: 28,
  snaplen_missing_bytes: 0,
  synthetic_ip_header: false,
  outer: { version: 4, header_len: 20, total_length: 28, ttl: 64, src: '192.0.2.1', dst: '198.51.100.7' },
  icmp_offset: 20,
  icmp_len: 8,
  icmp: { version: 4, type: 8, code: 0, checksum: 0xf7fd, checksum_status: 'good', ident: 1, ident_le: 256, seq: 1 },
  independent: { checksum_ok: true, is_fragment: false },
  notes: [],
}

function checked(...records: object[]): { status: number | null; stdout: string } {
  const file = join(scratch, 'records.jsonl')
  writeFileSync(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''))
  return tool('codec-check.mjs', file)
}

describe('codec-check', () => {
  it('finds nothing in a record that is right', () => {
    expect(checked(RECORD)).toEqual({ status: 0, stdout: '1 records, 0 with differences, 0 differences\n' })
  })

  it.each([
    ['icmp.seq', { icmp: { ...RECORD.icmp, seq: 2 } }],
    ['icmp.type', { icmp: { ...RECORD.icmp, type: 0 } }],
    ['icmp.checksum_status', { independent: { checksum_ok: false } }],
    ['outer.ttl', { outer: { ...RECORD.outer, ttl: 63 } }],
    ['icmp', { icmp: null }],
    ['icmp.colour', { icmp: { ...RECORD.icmp, colour: 'blue' } }],
  ])('finds a record that is wrong in %s', (path, changes) => {
    const { status, stdout } = checked({ ...RECORD, ...changes })
    expect(status).toBe(1)
    expect(stdout).toContain(`ping: ${path}: expected`)
  })

  it.skipIf(missing)(
    `agrees with all that is recorded${missing ? ' (skipped: no recorded vectors beside the checkout)' : ''}`,
    () => {
      const { status, stdout } = tool('codec-check.mjs', vectors)
      expect(stdout).toMatch(/^\d{3,} records, 0 with differences, 0 differences\n$/)
      expect(status).toBe(0)
    },
  )
})

describe('codec-fuzz', () => {
  // A tenth of what is run outside CI: 10,000,000.
  it('finds no throw, no read outside, no packet that does not come back, none that is slow, in 1,000,000', () => {
    const files = missing ? [] : [vectors]
    const { status, stdout } = tool('codec-fuzz.mjs', '1000000', '20261124', ...files)
    expect(JSON.parse(stdout)).toMatchObject({ packets: 1_000_000, failures: [], slow: [] })
    expect(status).toBe(0)
  }, 600_000)
})
