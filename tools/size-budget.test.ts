/** What a browser has to load: all of core, and what pings alone need of it. */
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'

const tools = fileURLToPath(new URL('.', import.meta.url))

/** Bytes, minified and gzipped. */
async function size(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: tools },
    conditions: ['@icmp/source'],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  })
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length
}

const ECHO = `export {
  EchoView, writeEchoRequest, internetChecksum, internetChecksumValid, updateChecksum, formatAddress,
} from '@icmp/core'`

describe('size', () => {
  it('of all of core is below 40 kB', async () => {
    expect(await size("export * from '@icmp/core'")).toBeLessThan(40_000)
  })

  it('of the echo path alone is below 6 kB: the tables of other messages are left out', async () => {
    expect(await size(ECHO)).toBeLessThan(6_000)
  })

  it('of both together is that of all: the budget measures what it says', async () => {
    const both = `${ECHO}\nexport { decodeIcmp } from '@icmp/core'`
    expect(await size(both)).toBeGreaterThan(6_000)
  })
})
