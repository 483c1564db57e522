/** Core's suite in Chromium, with what Node alone has left out. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './workspace.mjs'

const chromium = process.env.ICMP_CHROMIUM ?? '/usr/bin/chromium'
const why = existsSync(chromium) ? undefined : `there is no ${chromium}`

describe.skipIf(why)(`core in Chromium${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  it('passes its own tests', () => {
    const scratch = mkdtempSync(join(tmpdir(), 'icmp-browser-'))
    const report = join(scratch, 'report.json')
    const vitest = [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--config',
      join(root, 'vitest.browser.config.ts'),
    ]
    const { VITEST: _1, VITEST_POOL_ID: _2, VITEST_WORKER_ID: _3, ...env } = process.env
    const args = [...vitest, '--reporter=json', `--outputFile=${report}`]
    const done = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', env })
    expect(done.status, `${done.stdout}${done.stderr}`).toBe(0)
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'))
    rmSync(scratch, { recursive: true, force: true })
    expect({ numFailedTests, numPendingTests }).toEqual({ numFailedTests: 0, numPendingTests: 0 })
    expect(numPassedTests).toBeGreaterThan(500)
  }, 180_000)
})
