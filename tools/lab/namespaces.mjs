// Network namespaces by name, through `ip`. Names carry the maker's process id, so that what a dead one left is known.
import { spawnSync } from 'node:child_process'

const PREFIX = 'icmp-lab'

/** Why namespaces can't be made here, or undefined. */
export function noLab() {
  if (process.platform !== 'linux') return 'the lab needs Linux'
  if (process.getuid?.() !== 0) return 'the lab needs root'
  for (const program of ['ip', 'sysctl', 'nft']) {
    if (spawnSync(program, ['-V'], { stdio: 'ignore' }).error) return `the lab needs the program ${program}`
  }
  const probe = nameOf('probe')
  const made = spawnSync('ip', ['netns', 'add', probe], { encoding: 'utf8' })
  if (made.status !== 0) return `the lab can't make network namespaces: ${made.stderr.trim()}`
  removeNamespace(probe)
  return undefined
}

export function nameOf(part, number = 0) {
  return `${PREFIX}-${process.pid}-${number}-${part}`
}

export function addNamespace(name) {
  command('ip', ['netns', 'add', name])
}

/** Nothing happens when there is none. */
export function removeNamespace(name) {
  spawnSync('ip', ['netns', 'del', name], { stdio: 'ignore' })
}

/** What the labs of processes that are gone have left behind. */
export function leftovers() {
  const listed = spawnSync('ip', ['netns', 'list'], { encoding: 'utf8' }).stdout ?? ''
  return listed
    .split('\n')
    .map((line) => line.split(' ')[0])
    .filter((name) => {
      const pid = name.match(new RegExp(`^${PREFIX}-(\\d+)-`))?.[1]
      return pid !== undefined && !isAlive(Number(pid))
    })
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Throws with what the program said. */
export function command(program, args, input) {
  output(program, args, input)
}

export function output(program, args, input) {
  const done = spawnSync(program, args, { encoding: 'utf8', input })
  if (done.status === 0) return done.stdout
  throw new Error(`${program} ${args.join(' ')}: ${done.error?.message ?? done.stderr.trim()}`)
}
