import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const PROGRAM = fileURLToPath(new URL('../../dist/bin.js', import.meta.url))
const RANGE = '127.1.0.0/16'
const HOSTS = 65_536

function whyNot(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'raw sockets need root on Linux'
  return existsSync(PROGRAM) ? undefined : 'icmp-ping is not built'
}

const why = whyNot()

describe.skipIf(why)(`icmp-ping --sweep ${RANGE} --json${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  it('ends with an answer of each of 65,536 hosts, and no loss', async () => {
    const args = [PROGRAM, '--sweep', RANGE, '--json']
    // It ends with 1, and this rejects, where one did not answer.
    const options = { maxBuffer: 1 << 26, timeout: 50_000 }
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, options)
    expect(stderr).toBe('')
    const lines = stdout.trimEnd().split('\n')
    expect(JSON.parse(lines.pop()!)).toMatchObject({
      event: 'summary',
      targets: HOSTS,
      alive: HOSTS,
      unreachable: 0,
      localDrops: 0,
    })
    const answers = lines.map((line) => JSON.parse(line))
    const from = new Set(answers.filter(({ status }) => status === 'reply').map(({ address }) => address))
    expect(answers).toHaveLength(HOSTS)
    expect(from.size).toBe(HOSTS)
  })
})
