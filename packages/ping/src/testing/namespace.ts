/** A network namespace with nothing but its loopback, made and deleted by a test. */
import { execFileSync } from 'node:child_process'

let made = 0

export interface Namespace {
  name: string
  /** The command as it runs inside; `as` leaves root for that user and group, without capabilities. */
  inside(command: readonly string[], as?: number): string[]
  sysctl(key: string, value: string): void
  remove(): void
}

/** Why namespaces can't be made here, or undefined. */
export function noNamespaces(): string | undefined {
  if (process.platform !== 'linux') return 'namespaces need Linux'
  if (process.getuid?.() !== 0) return 'namespaces need root'
  try {
    execFileSync('ip', ['-V'], { stdio: 'ignore' })
    execFileSync('setpriv', ['--version'], { stdio: 'ignore' })
  } catch {
    return 'the programs ip and setpriv are needed'
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
    inside: (command, as) => [...enter, ...(as === undefined ? [] : dropTo(as)), ...command],
    sysctl: (key, value) => void execFileSync(enter[0]!, [...enter.slice(1), 'sysctl', '-qw', `${key}=${value}`]),
    remove,
  }
}

function dropTo(id: number): string[] {
  return ['setpriv', `--reuid=${id}`, `--regid=${id}`, '--clear-groups', '--inh-caps=-all', '--bounding-set=-all']
}
