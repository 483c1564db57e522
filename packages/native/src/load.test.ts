import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const dist = fileURLToPath(new URL('../dist/index.js', import.meta.url))
const isLinux = process.platform === 'linux'

/** In a process of its own: the addon is loaded once for each. */
function loadIn(
  prelude: string,
  env: Record<string, string> = {},
): { code?: string; reasons?: number; message?: string } {
  const script = `${prelude}
    const { loadAddon, openSocket, clock } = await import(${JSON.stringify(`file://${dist}`)})
    if (typeof clock.now() !== 'number') throw new Error('no time')
    try { openSocket({ kind: 'raw', family: 4 }, {}) } catch {}
    try { loadAddon(); console.log('{}') }
    catch ({ code, reasons, message }) { console.log(JSON.stringify({ code, reasons: reasons.length, message })) }
    process.exit(0)`
  const done = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  })
  expect(done.stderr).toBe('')
  return JSON.parse(done.stdout)
}

const pretend = (platform: string, arch: string): string =>
  `Object.defineProperty(process, 'platform', { value: '${platform}' });
   Object.defineProperty(process, 'arch', { value: '${arch}' });`

describe.skipIf(!existsSync(dist))('loading the addon (needs the built package)', () => {
  it.skipIf(!isLinux)('finds the binary of this platform', () => {
    expect(loadIn('')).toEqual({})
  })

  it('names the platforms where there is no binary for this one', () => {
    const result = loadIn(pretend('aix', 'ppc64'))
    expect(result.code).toBe('ICMP_BINARY_MISSING')
    expect(result.message).toContain('linux-x64')
    expect(result.message).toContain('aix-ppc64')
  })

  it.skipIf(!isLinux)('refuses a file that is no binary', () => {
    expect(loadIn('', { ICMP_NATIVE_BINARY: '/etc/passwd' }).code).toBe('ICMP_BINARY_BROKEN')
  })

  it('says which file is missing', () => {
    const result = loadIn('', { ICMP_NATIVE_BINARY: '/nonexistent/icmp.node' })
    expect(result.code).toBe('ICMP_BINARY_MISSING')
    expect(result.message).toContain('/nonexistent/icmp.node')
  })

  it.skipIf(!isLinux)('refuses a binary of another version', () => {
    const replace = `import { createRequire } from 'node:module'
      const require = createRequire(${JSON.stringify(dist)})
      const path = require.resolve('@icmp/native-${process.platform}-${process.arch}-gnu')
      require(path).layout = () => [1, 2, 3];`
    expect(loadIn(replace).code).toBe('ICMP_BINARY_BROKEN')
  })
})
