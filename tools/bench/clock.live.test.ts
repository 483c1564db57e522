/**
 * The bench of the clock, with few probes. How large the errors are is the bench's to say, as machines differ; but a
 * blocked event loop shows in none of them, or they would be as long as the block.
 */
import { describe, expect, it } from 'vitest'
import { clockBench, noClockBench } from './clock.mjs'

const why = noClockBench()
const PROBES = 100
/** Milliseconds: a block, and what is far below it. A machine that stands still may spoil one probe, not a tenth of them. */
const BLOCK = 20
const FAR_BELOW = 5

interface Row {
  what: string
  probes: number
  compared: number
  kernelStamps?: number
  answeredWhileBlocked?: number
  errorMs: { median: number; p90: number; max: number }
  errorMsByTheLoopsClock?: { max: number }
}

describe.skipIf(why)(`round-trip times against a capture${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  it('are those of the wire, whatever blocks the event loop', { timeout: 240_000 }, async () => {
    const rows = (await clockBench(PROBES)) as Row[]
    expect(rows.map(({ what }) => what)).toEqual([
      'raw, IPv4',
      'dgram, IPv4',
      'ping, IPv4',
      'raw, IPv6',
      'dgram, IPv6',
      'ping, IPv6',
    ])
    for (const row of rows.filter(({ what }) => !what.startsWith('ping'))) {
      expect(row, JSON.stringify(row)).toMatchObject({ compared: PROBES, kernelStamps: PROBES })
      expect(row.errorMs.p90, JSON.stringify(row)).toBeLessThan(FAR_BELOW)
      expect(row.errorMs.max, JSON.stringify(row)).toBeLessThan(BLOCK)
      // The blocks were there, and whoever had asked the loop's own clock would have seen them.
      expect(row.answeredWhileBlocked).toBeGreaterThan(0)
      expect(row.errorMsByTheLoopsClock?.max).toBeGreaterThan(FAR_BELOW)
    }
  })
})
