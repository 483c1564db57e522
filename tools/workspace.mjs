// What every entry point does first on a machine that has only Node, npm and a C compiler: install, then build.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

const bin = join(root, 'node_modules/.bin')
const state = join(root, 'node_modules/.cache/icmp')

/** The environment of every tool: turbo looks for `pnpm` on the PATH; nothing phones home. */
export function toolEnvironment() {
  const path = process.env.PATH ?? process.env.Path ?? ''
  return {
    ...process.env,
    PATH: path.split(delimiter).includes(bin) ? path : `${bin}${delimiter}${path}`,
    DO_NOT_TRACK: '1',
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
  }
}

export function say(text) {
  process.stderr.write(`${text}\n`)
}

/** Runs a command with its output held back; what it said is shown only if it fails. Returns whether it succeeded. */
function quietly(command, args, options = {}) {
  const done = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28, ...options })
  if (done.status === 0) return true
  say(`${done.stdout ?? ''}${done.stderr ?? ''}${done.error?.message ?? ''}`.trimEnd())
  say(`${command} ${args.join(' ')}: failed (${done.signal ?? done.status ?? 'not started'})`)
  return false
}

export function remembered(name) {
  const file = join(state, name)
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

export function remember(name, text) {
  mkdirSync(state, { recursive: true })
  writeFileSync(join(state, name), text)
}

/** Installs what the lockfile says, unless that very lockfile has been installed. Returns whether all is there. */
export function install() {
  const lockfile = createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .digest('hex')
  if (remembered('installed') === lockfile && existsSync(bin)) return true
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  say('Installing dependencies …')
  // npm alone is sure to be there: corepack is not, and pnpm is a dependency itself.
  const args = ['--yes', packageManager, 'install', '--frozen-lockfile']
  const env = { ...process.env, CI: 'true' }
  // Windows starts `npx.cmd` through a shell only.
  if (!quietly('npx', args, { env, shell: process.platform === 'win32' })) return false
  remember('installed', lockfile)
  return true
}

/** Builds through turbo, which skips what has not changed. Returns whether it succeeded. */
export function build(filters = []) {
  say('Building …')
  const turbo = join(root, 'node_modules/turbo/bin/turbo')
  const args = [
    turbo,
    'run',
    'build',
    '--continue=dependencies-successful',
    '--output-logs=errors-only',
    ...filters.map((filter) => `--filter=${filter}`),
  ]
  return quietly(process.execPath, args, { env: toolEnvironment() })
}
