import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hostTriple, outputOf } from './build-native.mjs'
import { type Packed, pack, publicPackages } from './pack.mjs'
import { runtime, runtimeNames } from './runtimes.mjs'
import { root } from './workspace.mjs'

const names = publicPackages().map(({ manifest }) => manifest.name)
/** Binaries are data and a program has no entry point: neither has types for anybody. */
const libraries = names.filter((name) => !name.startsWith('@icmp/native-') && name !== '@icmp/ping-cli')
const nodes = runtimeNames().filter((name) => name.startsWith('node'))
const binary = `@icmp/native-${hostTriple()}`
const why = names.includes(binary) ? undefined : `there is no binary for ${hostTriple()} here`

const FIVE_LINES = `
const answer = await ping('127.0.0.1', { timeout: 2000 })
if (answer.status !== 'reply') throw new Error(answer.status)
console.log(answer.from, answer.rttSource)
`
const EXPECTED = { status: 0, stderr: '', stdout: '127.0.0.1 kernel\n' }

function output(command: string, args: readonly string[]): string {
  const done = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 26 })
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${done.stdout}${done.stderr}`)
  return done.stdout
}

describe.skipIf(why)(`the tarballs of a release${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  let scratch: string
  let tarballs: Map<string, string>

  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'icmp-pack-'))
    const packed: Packed[] = pack(join(scratch, 'tarballs'))
    tarballs = new Map(packed.map(({ name, file }) => [name, file]))
  }, 120_000)
  afterAll(() => rmSync(scratch, { recursive: true, force: true }))

  const tarball = (name: string): string => tarballs.get(name) ?? ''

  describe.each(names)('%s', (name) => {
    const manifest = (): Record<string, unknown> =>
      JSON.parse(output('tar', ['xzOf', tarball(name), 'package/package.json']))

    it('holds what users need, and nothing else', () => {
      const files = output('tar', ['tzf', tarball(name)])
        .trim()
        .split('\n')
      const rest = files.filter((file) => !/^package\/(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/.test(file))
      expect(files).toEqual(expect.arrayContaining(['package/README.md', 'package/LICENSE']))
      const wanted = name.startsWith('@icmp/native-')
        ? /^package\/icmp\.node$/
        : /^package\/dist\/.*\.(js|js\.map|d\.ts)$/
      expect(rest.filter((file) => !wanted.test(file) || /test/.test(file))).toEqual([])
      expect(rest).not.toEqual([])
    })

    it('runs nothing when it is installed, and refers to nothing of the workspace', () => {
      const { scripts = {}, ...fields } = manifest() as { scripts?: object }
      expect(Object.keys(scripts).filter((script) => /install|prepare|^prepack|^postpack/.test(script))).toEqual([])
      expect(JSON.stringify(fields)).not.toMatch(/@icmp\/source|workspace:|"src/)
    })

    it('passes publint', async () => {
      const { buffer } = readFileSync(tarball(name))
      const { messages, pkg } = await publint({ strict: true, pack: { tarball: buffer } })
      expect(
        messages.map((message) => formatMessage(message, pkg as Record<string, unknown>, { color: false })),
      ).toEqual([])
    })
  })

  // ESM only is what this project decided: `require` gets the ES module, which is what this profile leaves out.
  it.each(libraries)('%s passes are-the-types-wrong', (name) => {
    const attw = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js')
    output(process.execPath, [attw, tarball(name), '--profile', 'esm-only', '--no-color'])
  })

  describe.skipIf(nodes.length === 0)(
    `installed by npm, without scripts or a compiler${nodes.length === 0 ? ' (skipped: no runtimes for this platform)' : ''}`,
    () => {
      let app: string
      let path: string

      beforeAll(() => {
        app = join(scratch, 'app')
        path = join(scratch, 'bin')
        mkdirSync(app)
        mkdirSync(path)
        // All that is on the PATH: no compiler, no make, no python.
        const npm = output('sh', ['-c', 'command -v npm']).trim()
        for (const [link, target] of Object.entries({ node: process.execPath, npm: realpathSync(npm), sh: '/bin/sh' }))
          symlinkSync(target, join(path, link))
        writeFileSync(join(app, 'package.json'), '{ "private": true }')
        const own = names.filter((name) => !name.startsWith('@icmp/native-') || name === binary)
        const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...own.map(tarball)]
        const done = spawnSync('npm', args, { cwd: app, encoding: 'utf8', env: { ...process.env, PATH: path } })
        expect(done.status, done.stderr).toBe(0)
        writeFileSync(join(app, 'import.mjs'), `import { ping } from '@icmp/ping'${FIVE_LINES}`)
        const wrapped = `void (async () => {${FIVE_LINES}})()\n`
        writeFileSync(join(app, 'require.cjs'), `const { ping } = require('@icmp/ping')\n${wrapped}`)
      }, 300_000)

      const run = (command: string, ...args: string[]) => {
        const done = spawnSync(command, args, { cwd: app, encoding: 'utf8', env: { ...process.env, PATH: path } })
        return { status: done.status, stdout: done.stdout, stderr: done.stderr }
      }

      it('takes the binary of this platform out of its package', () => {
        const installed = readFileSync(join(app, 'node_modules', binary, 'icmp.node'))
        expect(installed.equals(readFileSync(outputOf(hostTriple())))).toBe(true)
      })

      describe.each(nodes)('%s', (node) => {
        beforeAll(() => void runtime(node), 300_000)

        it('pings by import', () => {
          expect(run(runtime(node).binary, 'import.mjs')).toEqual(EXPECTED)
        })
        it('pings by require', () => {
          expect(run(runtime(node).binary, '--no-warnings', 'require.cjs')).toEqual(EXPECTED)
        })
        it('runs icmp-ping', () => {
          const program = join(app, 'node_modules/@icmp/ping-cli/dist/bin.js')
          const { status, stdout } = run(runtime(node).binary, program, '-c', '1', '127.0.0.1')
          expect({ status, stdout }).toEqual({
            status: 0,
            stdout: expect.stringContaining('1 received, 0% packet loss'),
          })
        })
      })

      it('puts icmp-ping where npm puts programs', () => {
        const { status, stdout } = run(join(app, 'node_modules/.bin/icmp-ping'), '--version')
        expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/^icmp-ping \d+\.\d+\.\d+\n$/) })
      })

      it('says so where the binary is missing', () => {
        const bare = join(scratch, 'bare')
        mkdirSync(bare)
        writeFileSync(join(bare, 'package.json'), '{ "private": true }')
        const own = names.filter((name) => !name.startsWith('@icmp/native-'))
        const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--omit=optional', ...own.map(tarball)]
        const done = spawnSync('npm', args, { cwd: bare, encoding: 'utf8', env: { ...process.env, PATH: path } })
        expect(done.status, done.stderr).toBe(0)
        const ping = spawnSync(join(bare, 'node_modules/.bin/icmp-ping'), ['-c', '1', '127.0.0.1'], {
          encoding: 'utf8',
          env: { PATH: path },
        })
        expect(ping).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(binary) })
      }, 120_000)
    },
  )
})
