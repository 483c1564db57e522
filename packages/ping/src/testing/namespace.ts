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

/** One where all users may open datagram sockets, and what is sent to `range` is lost. Takes `nft`. */
export function createSilentNamespace(range: string): Namespace {
  const namespace = createNamespace()
  namespace.sysctl('net.ipv4.ping_group_range', '0 2147483647')
  const chain = 'add table ip t; add chain ip t in { type filter hook input priority 0; }; '
  const [program, ...args] = namespace.inside(['nft', `${chain}add rule ip t in ip daddr ${range} drop`])
  execFileSync(program!, args)
  return namespace
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
