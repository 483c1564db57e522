/** Twenty seconds of the soak; by hand it runs for ten minutes. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { noLab } from './lab/namespaces.mjs'

const why = noLab()
const SOAK = fileURLToPath(new URL('./soak.mjs', import.meta.url))

function soak(...args: string[]) {
  return spawnSync(process.execPath, [SOAK, ...args], { encoding: 'utf8', maxBuffer: 1 << 26, timeout: 240_000 })
}

describe.skipIf(why)(`a soak of 20 seconds${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  // Another seed each time: what has been seen to work is of less use than what has not. It is in the report, and the
  // same seed has the same load and the same faults again.
  it('loses nothing, believes nothing false, and grows by nothing', { timeout: 300_000 }, () => {
    const { status, stdout, stderr } = soak('--seconds', '20')
    expect(stdout, stderr).toMatch(/^\{/)
    const report = JSON.parse(stdout)
    expect(report.wrong, stdout).toEqual([])
    expect(status).toBe(0)
    // All that it is about did happen.
    expect(Object.keys(report.endings).sort()).toEqual(['reply', 'time-exceeded', 'timeout', 'unreachable'])
    expect(Object.keys(report.fates)).toHaveLength(11)
    expect(Object.keys(report.tasks)).toEqual(expect.arrayContaining(['ping', 'stream', 'sweep', 'ping, aborted']))
    expect(report.probes).toBeGreaterThan(500)
    expect(report.verdicts.right).toBeGreaterThan(report.probes / 4)
    expect(report.requests).toBeGreaterThan(report.probes * 0.9)
    expect(report.memory.samples.length).toBeGreaterThanOrEqual(5)
    expect(report.atEnd.opened).toBeGreaterThan(0)
  })

  it('says how it is used', () => {
    for (const args of [
      ['--transport', 'pigeon'],
      ['--seconds', '0'],
      ['--seed', 'x'],
      ['--hours', '1'],
    ]) {
      expect(soak(...args)).toMatchObject({ status: 2, stderr: expect.stringContaining('Usage:') })
    }
  })
})
