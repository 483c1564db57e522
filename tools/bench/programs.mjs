// Programs that are measured as a whole: compiled or fetched on the spot, out of the repository's way.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const NET_PING = '1.2.4'

export const directory = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'icmp-bench')

/** Runs a program to its end: what it wrote, milliseconds, and milliseconds of CPU (user and system). */
export function timed(command, args, options = {}) {
  const before = childCpu()
  const start = performance.now()
  const done = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options })
  const ms = performance.now() - start
  if (done.error !== undefined) return { why: `${command}: ${done.error.code ?? done.error.message}` }
  return { ms, cpu: childCpu() - before, status: done.status, stdout: done.stdout, stderr: done.stderr }
}

/** Milliseconds of CPU that ended children took, as the kernel counts them for this process: in hundredths of a second. */
function childCpu() {
  const text = readFileSync('/proc/self/stat', 'utf8')
  // The program's name, in parentheses, may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[13]) + Number(fields[14])) * 10
}

/** The C peer, compiled with the machine's own compiler. */
export function compiled(name, ...flags) {
  mkdirSync(directory, { recursive: true })
  const source = fileURLToPath(new URL(`${name}.c`, import.meta.url))
  const program = join(directory, name)
  const done = spawnSync('cc', ['-O3', '-Wall', '-Wextra', ...flags, '-o', program, source], { encoding: 'utf8' })
  return done.status === 0 ? { program } : { why: `cc: ${done.error?.code ?? done.stderr.trim().split('\n').at(-1)}` }
}

/** A directory in which `net-ping` can be loaded. It builds on Node 20 and 22 only. */
export function netPing() {
  const at = join(directory, `net-ping-${NET_PING}-node${process.versions.modules}`)
  if (!existsSync(join(at, 'node_modules/net-ping'))) {
    mkdirSync(at, { recursive: true })
    writeFileSync(join(at, 'package.json'), '{ "private": true }')
    const done = spawnSync('npm', ['install', '--no-audit', '--no-fund', `net-ping@${NET_PING}`], {
      cwd: at,
      encoding: 'utf8',
    })
    if (done.status !== 0) return { why: `npm: ${done.stderr.trim().split('\n').at(-1)}` }
    spawnSync('npm', ['rebuild', 'raw-socket', '--ignore-scripts=false'], { cwd: at })
  }
  const check = spawnSync(process.execPath, ['-e', 'require("net-ping")'], { cwd: at, encoding: 'utf8' })
  return check.status === 0 ? { directory: at } : { why: 'net-ping can not be loaded by this Node.js' }
}
