/** What a browser has to load: all of core, all but what stands between client and transport, and what pings alone need. */
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'

const tools = fileURLToPath(new URL('.', import.meta.url))

async function bundle(contents: string): Promise<{ bytes: Uint8Array; exported: readonly string[] }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: tools },
    conditions: ['@icmp/source'],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    metafile: true,
    write: false,
  })
  const [output] = Object.values(metafile.outputs)
  return { bytes: outputFiles[0]?.contents ?? new Uint8Array(), exported: output?.exports ?? [] }
}

/** Bytes, minified and gzipped. */
async function size(contents: string): Promise<number> {
  return gzipSync((await bundle(contents)).bytes, { level: 9 }).length
}

const ALL = "export * from '@icmp/core'"
/** What serves captures alone. */
const CAPTURE = /pcap|^LINKTYPE/i
const ECHO = `export {
  EchoView, writeEchoRequest, internetChecksum, internetChecksumValid, updateChecksum, formatAddress,
} from '@icmp/core'`

describe('size', () => {
  it('of all of core is below 46 kB', async () => {
    expect(await size(ALL)).toBeLessThan(46_000)
  })

  it('of all but captures is below 40 kB: who writes none does not load them', async () => {
    const { exported } = await bundle(ALL)
    const rest = exported.filter((name) => !CAPTURE.test(name))
    expect(exported.length - rest.length).toBeGreaterThan(4)
    expect(await size(`export { ${rest.join(', ')} } from '@icmp/core'`)).toBeLessThan(40_000)
  })

  it('of the echo path alone is below 6 kB: the tables of other messages are left out', async () => {
    expect(await size(ECHO)).toBeLessThan(6_000)
  })

  it('of both together is that of all: the budget measures what it says', async () => {
    const both = `${ECHO}\nexport { decodeIcmp } from '@icmp/core'`
    expect(await size(both)).toBeGreaterThan(6_000)
  })
})
