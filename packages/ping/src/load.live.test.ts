import { describe, expect, it } from 'vitest'
import { run, script } from './testing/run.js'

interface Report {
  tally: Record<string, number>
  ended: number
  grown: number
  drops: number
}

/** `root` reaches raw sockets everywhere, so these run wherever the suite may open any socket at all. */
const unprivileged = process.getuid?.() !== 0

describe.skipIf(unprivileged)(`100,000 pings through one pinger${unprivileged ? ' (skipped: needs root)' : ''}`, () => {
  it.each(['main', 'worker'])(
    'in the %s thread end once each, lose nothing and leave no memory behind',
    async (where) => {
      const { code, stdout, stderr } = await run(['node', '--expose-gc', script('load.mjs'), '100000', '256', where])
      expect(stderr).toBe('')
      const report = JSON.parse(stdout) as Report
      expect(report.tally).toEqual({ reply: 100_000 })
      expect(report.ended).toBe(100_000)
      expect(report.drops).toBe(0)
      expect(report.grown).toBeLessThan(10 * 1024 * 1024)
      // It was never closed: it ended because nothing was pending any more.
      expect(code).toBe(0)
    },
  )
})
