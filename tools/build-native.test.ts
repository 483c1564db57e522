import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { build, hostTriple } from './build-native.mjs'

const script = fileURLToPath(new URL('./build-native.mjs', import.meta.url))
const hasCompiler = spawnSync('cc', ['--version'], { stdio: 'ignore' }).status === 0
const isLinux = process.platform === 'linux'

function inTemporary(run: (out: string) => void): void {
  const directory = mkdtempSync(join(tmpdir(), 'icmp-build-'))
  try {
    run(join(directory, 'icmp.node'))
  } finally {
    rmSync(directory, { recursive: true })
  }
}

describe('build-native', () => {
  it('names the targets as the packages are named', () => {
    expect(hostTriple('linux', 'x64')).toBe('linux-x64-gnu')
    expect(hostTriple('linux', 'arm64')).toBe('linux-arm64-gnu')
    expect(hostTriple('darwin', 'arm64')).toBe('darwin-arm64')
  })

  it('builds nothing where there is no backend, and says so', () => {
    const result = build({ target: hostTriple('win32', 'x64') })
    expect(result).toMatchObject({ status: 'unsupported', reason: expect.stringContaining('win32-x64') })
    expect(result.out).toBeUndefined()
  })

  it.skipIf(!hasCompiler || !isLinux)('builds once, and again only when asked (needs a C compiler on Linux)', () => {
    inTemporary((out) => {
      expect(build({ out })).toEqual({ status: 'built', out })
      expect(build({ out })).toEqual({ status: 'fresh', out })
      expect(build({ out, force: true })).toEqual({ status: 'built', out })
    })
  })

  it.skipIf(!isLinux)('says what to install when there is no compiler', () => {
    inTemporary((out) => {
      const env = { PATH: '/nonexistent' }
      const done = spawnSync(process.execPath, [script, '--out', out], { env, encoding: 'utf8' })
      expect(done.status).toBe(1)
      expect(done.stderr).toContain('gcc')
    })
  })

  it('refuses unknown arguments', () => {
    expect(spawnSync(process.execPath, [script, '--target', 'plan9']).status).toBe(2)
    expect(spawnSync(process.execPath, [script, '--fast']).status).toBe(2)
  })
})
