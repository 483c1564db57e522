import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build } from 'esbuild'
import { describe, expect, it } from 'vitest'

const core = fileURLToPath(new URL('../packages/core', import.meta.url))

/** What a platform may have and ECMAScript has not; and ECMAScript's own sources of time and randomness. */
const foreign = [
  ...['process', 'Buffer', 'global', 'globalThis', 'require', 'module', '__dirname', '__filename'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'queueMicrotask'],
  ...['performance', 'crypto', 'console', 'fetch', 'structuredClone', 'navigator', 'window', 'self', 'document'],
  ...['TextEncoder', 'TextDecoder', 'URL', 'AbortController', 'AbortSignal', 'Event', 'EventTarget', 'DOMException'],
  ...['Date', 'Math.random'],
]

const marker = (name: string): string => `__free_${name.replace('.', '_')}__`

/** Bundles for a browser. esbuild's `define` replaces free identifiers only, so each one left leaves its marker. */
async function bundle(input: BuildOptions): Promise<{ text: string; free: string[]; imports: string[] }> {
  const result = await build({
    ...input,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    logLevel: 'silent',
    define: Object.fromEntries(foreign.map((name) => [name, marker(name)])),
  })
  const text = result.outputFiles?.[0]?.text ?? ''
  const imports = Object.values(result.metafile?.outputs ?? {}).flatMap((output) =>
    output.imports.map((one) => one.path),
  )
  return { text, free: foreign.filter((name) => text.includes(marker(name))), imports }
}

const source = (contents: string): BuildOptions => ({ stdin: { contents, loader: 'ts', resolveDir: core } })

describe('core is neutral', () => {
  it('bundles for a browser: nothing is imported, and no global beyond ECMAScript is used', async () => {
    const { text, free, imports } = await bundle({ entryPoints: [join(core, 'src/index.ts')] })
    expect(text).toContain('decodeIcmp')
    expect(text).not.toMatch(/["']node:/)
    expect(imports).toEqual([])
    expect(free).toEqual([])
  })

  it.each(foreign)('would see %s', async (name) => {
    const { free } = await bundle(source(`export const used: unknown = [${name}]`))
    expect(free).toEqual([name])
  })

  it('takes a local name for what it is', async () => {
    const { free } = await bundle(source('export const f = (process: number, Buffer: number) => process + Buffer'))
    expect(free).toEqual([])
  })

  it('would see an import of Node', async () => {
    await expect(bundle(source(`import { cpus } from 'node:os'\nexport const n = cpus()`))).rejects.toThrow('node:os')
  })
})
