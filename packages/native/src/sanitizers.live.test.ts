import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { build, hostTriple } from '../../../tools/build-native.mjs'
import { isRoot, Namespace, refusing, scenario } from './testing/lab.js'
import { noTun, PUBLIC_TUN } from './testing/tun/lab.js'

const libasan = spawnSync('gcc', ['-print-file-name=libasan.so'], { encoding: 'utf8' }).stdout?.trim() ?? ''
/** Without the library gcc echoes the bare name. */
const has = libasan.startsWith('/') && existsSync(libasan)

describe.skipIf(!isRoot || !has)('address and undefined-behaviour sanitizers (needs root, gcc and libasan)', () => {
  let namespace: Namespace
  let far: Namespace
  let farther: Namespace
  let binary: string

  beforeAll(() => {
    const built = build({ target: hostTriple(), sanitize: true })
    expect(built.reason).toBeUndefined()
    binary = built.out!
    namespace = refusing(new Namespace())
    far = new Namespace()
    farther = new Namespace()
  })
  afterAll(() => {
    for (const one of [namespace, far, farther]) one?.remove()
  })

  function run(args: string[], leaks = true, where = namespace, before: readonly string[] = []) {
    const [command, ...rest] = [...before, process.execPath, ...args]
    const { status, stdout, stderr } = where.run(command!, rest, {
      LD_PRELOAD: libasan,
      ASAN_OPTIONS: `detect_leaks=${leaks ? 1 : 0}`,
      UBSAN_OPTIONS: 'print_stacktrace=1',
      ICMP_NATIVE_BINARY: binary,
      ROUNDS: '8',
    })
    return { status, stdout, stderr }
  }
  const clean = { status: 0, stdout: '', stderr: '' }

  it('are at work: the binary is the instrumented one', () => {
    const source = "require('fs').readFileSync('/proc/self/maps','utf8').includes(process.env.ICMP_NATIVE_BINARY)"
    const load = 'process.dlopen({exports:{}}, process.env.ICMP_NATIVE_BINARY)'
    const script = `${load}; process.stdout.write(String(${source}))`
    expect(run(['-e', script])).toEqual({ ...clean, stdout: 'true' })
  })
  describe.each(['raw4', 'raw6', 'dgram4', 'dgram6'])('%s', (kind) => {
    it.each(['ping', 'lifecycle', 'misuse', 'failures', 'workers'])('%s', (name) => {
      expect(run([scenario(name), kind])).toEqual(clean)
    })
    it('collected', () => {
      expect(run(['--expose-gc', scenario('collected'), kind])).toEqual(clean)
    })
    it.each(['idle', 'released'])('exit: %s', (way) => {
      expect(run([scenario('exit'), way, kind])).toEqual(clean)
    })
    // process.exit leaves Node's own memory behind, addon or not: leaks can't be told there.
    it.each(['held', 'later'])('exit: %s (without leaks)', (way) => {
      expect(run([scenario('exit'), way, kind], false)).toEqual(clean)
    })
  })
  it.each(['order', 'held', 'unheld', 'workers'])('timers: %s', (way) => {
    expect(run([scenario('timers'), way])).toEqual(clean)
  })
  it('timers: exit (without leaks)', () => {
    expect(run([scenario('timers'), 'exit'], false)).toEqual(clean)
  })
  it.each(['raw4', 'raw6'])('filter %s', (kind) => {
    expect(run([scenario('filter'), kind])).toEqual(clean)
  })
  it('answers of netlink, true and made up', () => {
    const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
    const directory = mkdtempSync(join(tmpdir(), 'icmp-netlink-'))
    const program = join(directory, 'answers')
    const flags = ['-std=c11', '-D_GNU_SOURCE', '-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=undefined']
    const files = [source('testing/netlink-answers.c'), source('c/linux/netlink.c')]
    try {
      expect(spawnSync('gcc', [...flags, '-o', program, ...files], { encoding: 'utf8' })).toMatchObject(clean)
      expect(spawnSync(program, { encoding: 'utf8' })).toMatchObject(clean)
    } finally {
      rmSync(directory, { recursive: true })
    }
  })
  const noDevice = noTun()
  describe.skipIf(noDevice)(`TUN devices${noDevice === undefined ? '' : ` (skipped: ${noDevice})`}`, () => {
    it.each(['traffic', 'lifecycle', 'misuse', 'workers', 'stress'])('%s', (name) => {
      expect(run([scenario(`tun/${name}`)])).toEqual(clean)
    })
    it('move', () => {
      expect(run([scenario('tun/move'), far.name, farther.name])).toEqual(clean)
    })
    it('collected', () => {
      expect(run(['--expose-gc', scenario('tun/collected')])).toEqual(clean)
    })
    // A process that changed its user can't be searched for leaks.
    it('permission (without leaks)', () => {
      expect(run([scenario('tun/permission'), farther.name], false, far, PUBLIC_TUN)).toEqual(clean)
    })
    it.each(['idle', 'released'])('exit: %s', (way) => {
      expect(run([scenario('tun/exit'), way])).toEqual(clean)
    })
    it.each(['held', 'later'])('exit: %s (without leaks)', (way) => {
      expect(run([scenario('tun/exit'), way], false)).toEqual(clean)
    })
  })
  // Last: fragments that it leaves behind fill the namespace's memory for reassembly for a minute.
  it.each(['raw4', 'raw6', 'dgram4', 'dgram6'])('stress %s', (kind) => {
    expect(run([scenario('stress'), kind])).toEqual(clean)
  })
})
