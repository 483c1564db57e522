/** A network namespace with nothing but its loopback, made and deleted by a test. */
import { execFileSync } from 'node:child_process'

let made = 0

export interface Namespace {
  name: string
  /** The command as it runs inside. */
  inside(command: readonly string[]): string[]
  sysctl(key: string, value: string): void
  remove(): void
}

/**
 * Why namespaces can't be made here, or undefined.
 * @param programs others that the test needs beside `ip` and `sysctl`
 */
export function noNamespaces(...programs: string[]): string | undefined {
  if (process.platform !== 'linux') return 'namespaces need Linux'
  if (process.getuid?.() !== 0) return 'namespaces need root'
  for (const program of ['ip', 'sysctl', ...programs]) {
    try {
      execFileSync(program, [program === 'nft' ? '-v' : '-V'], { stdio: 'ignore' })
    } catch {
      return `the program ${program} is needed`
    }
  }
  return undefined
}

export function createNamespace(): Namespace {
  const name = `icmp-${process.pid}-${made++}`
  execFileSync('ip', ['netns', 'add', name])
  const enter = ['ip', 'netns', 'exec', name]
  const remove = (): void => {
    process.off('exit', remove)
    execFileSync('ip', ['netns', 'del', name])
  }
  process.on('exit', remove)
  execFileSync('ip', ['-n', name, 'link', 'set', 'lo', 'up'])
  return {
    name,
    inside: (command) => [...enter, ...command],
    sysctl: (key, value) => void execFileSync(enter[0]!, [...enter.slice(1), 'sysctl', '-qw', `${key}=${value}`]),
    remove,
  }
}
