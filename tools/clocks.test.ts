/** Times come from a transport's monotonic clock: what else reads a clock is named here, with its reason. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

const NAMED: Record<string, string> = {
  'packages/native/src/clock.ts': 'the monotonic clock where the addon can not be loaded',
  'packages/transport-memory/src/real-clock.ts': 'the monotonic clock of a simulated network in real time',
  'packages/ping/src/pcap.ts': 'captures carry the time of day',
  'apps/ping/src/system.ts': "the program's own clocks: -D prints the time of day",
  'apps/ping/src/decode/decode.ts': 'prints the time of day that a capture holds',
}

function sources(): string[] {
  const folders = ['packages', 'apps'].flatMap((kind) =>
    readdirSync(`${root}${kind}`).map((name) => `${kind}/${name}/src`),
  )
  return folders.flatMap((folder) => {
    try {
      return readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`)
    } catch {
      return []
    }
  })
}

function readsClock(file: string): boolean {
  const code = readFileSync(`${root}${file}`, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
  return /\bDate\b|\bperformance\b|\bhrtime\b/.test(code)
}

describe('clocks', () => {
  it('are read nowhere else: a step of the wall clock changes no timeout, interval or round trip', () => {
    const own = sources().filter((file) => /\.tsx?$/.test(file) && !/\.test(-d)?\.ts$|\/testing\//.test(file))
    expect(own.length).toBeGreaterThan(100)
    expect(own.filter(readsClock).sort()).toEqual(Object.keys(NAMED).sort())
  })
})
