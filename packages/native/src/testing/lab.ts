import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Namespaces, nftables and other people's `ping_group_range` need root; so do the raw sockets of most scenarios. */
export const isRoot: boolean = process.platform === 'linux' && process.getuid?.() === 0

export interface Finished {
  status: number | null
  stdout: string
  stderr: string
}

function sh(command: string, args: readonly string[], input?: string): void {
  const done = spawnSync(command, args, { encoding: 'utf8', input })
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${done.stderr}`)
}

let created = 0

/** A network namespace whose loopback is up and whose dgram sockets are open to all. */
export class Namespace {
  readonly name: string = `icmp-native-${process.pid}-${created++}`

  constructor() {
    sh('ip', ['netns', 'add', this.name])
    this.ip('link', 'set', 'lo', 'up')
    this.sysctl('net.ipv4.ping_group_range=0 2147483647')
    // Linux limits the errors it sends, by default to one a second for each destination.
    this.sysctl('net.ipv4.icmp_ratelimit=0', 'net.ipv6.icmp.ratelimit=0')
    this.sysctl('net.ipv4.icmp_msgs_per_sec=1000000', 'net.ipv4.icmp_msgs_burst=1000000')
  }

  ip(...args: string[]): void {
    sh('ip', ['-n', this.name, ...args])
  }

  sysctl(...settings: string[]): void {
    sh('ip', ['netns', 'exec', this.name, 'sysctl', '-qw', ...settings])
  }

  nft(rules: string): void {
    sh('ip', ['netns', 'exec', this.name, 'nft', '-f', '-'], rules)
  }

  run(command: string, args: readonly string[], env: Record<string, string> = {}): Finished {
    const options = { encoding: 'utf8' as const, timeout: 50_000, env: { ...process.env, ...env } }
    return spawnSync('ip', ['netns', 'exec', this.name, command, ...args], options)
  }

  /** Loopback at that speed, with a queue that never overflows. */
  slow(rate: string): void {
    const bucket = ['tbf', 'rate', rate, 'burst', '10k', 'latency', '10s']
    sh('ip', ['netns', 'exec', this.name, 'tc', 'qdisc', 'replace', 'dev', 'lo', 'root', ...bucket])
  }

  remove(): void {
    spawnSync('ip', ['netns', 'del', this.name])
  }
}

/**
 * 127.0.0.9 and fd00:7::9 answer every echo request with "unreachable", the firewall lets none go to
 * 127.0.0.8 and fd00:7::8, and loopback has Ethernet's MTU.
 */
export function refusing(namespace: Namespace): Namespace {
  namespace.ip('link', 'set', 'lo', 'mtu', '1500')
  for (const address of ['fd00:7::8/128', 'fd00:7::9/128']) namespace.ip('addr', 'add', address, 'dev', 'lo', 'nodad')
  namespace.nft(`table inet refuse {
    chain input {
      type filter hook input priority 0;
      ip daddr 127.0.0.9 icmp type echo-request reject with icmp type host-unreachable
      ip6 daddr fd00:7::9 icmpv6 type echo-request reject with icmpv6 type port-unreachable
    }
    chain output {
      type filter hook output priority 0;
      ip daddr 127.0.0.8 drop
      ip6 daddr fd00:7::8 drop
    }
  }
`)
  return namespace
}

export const FAR = { 4: '10.77.0.2', 6: 'fd00:77::2' } as const

/** Two namespaces on one cable; the second one answers at {@link FAR}. */
export function pair(): [Namespace, Namespace] {
  const near = new Namespace()
  const far = new Namespace()
  const [here, there] = [`vn${process.pid}`, `vf${process.pid}`]
  near.ip('link', 'add', here, 'type', 'veth', 'peer', 'name', there, 'netns', far.name)
  near.ip('addr', 'add', '10.77.0.1/24', 'dev', here)
  near.ip('addr', 'add', 'fd00:77::1/64', 'dev', here, 'nodad')
  far.ip('addr', 'add', `${FAR[4]}/24`, 'dev', there)
  far.ip('addr', 'add', `${FAR[6]}/64`, 'dev', there, 'nodad')
  near.ip('link', 'set', here, 'up')
  far.ip('link', 'set', there, 'up')
  return [near, far]
}

export function scenario(name: string): string {
  return fileURLToPath(new URL(`./${name}.mjs`, import.meta.url))
}
