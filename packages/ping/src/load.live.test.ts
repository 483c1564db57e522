import { describe, expect, it } from 'vitest'
import { run, script } from './testing/run.js'

interface Report {
  tally: Record<string, number>
  ended: number
  rounds: { held: number; resident: number }[]
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
      // After three rounds all is compiled and remembered that will ever be. A single round may be caught with garbage,
      // and pages are V8's own affair: hence the least of several, and a wider bound for what is resident.
      const [early, late] = [report.rounds.slice(2, 5), report.rounds.slice(-3)]
      const grown = (of: 'held' | 'resident'): number => {
        const least = (rounds: Report['rounds']): number => Math.min(...rounds.map((round) => round[of]))
        return least(late) - least(early)
      }
      // A leak of ten bytes for each of the 50,000 pings in between.
      expect(grown('held')).toBeLessThan(512 * 1024)
      expect(grown('resident')).toBeLessThan(24 * 1024 * 1024)
      // It was never closed: it ended because nothing was pending any more.
      expect(code).toBe(0)
    },
  )
})
