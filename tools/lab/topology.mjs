// client ── router ── far, in IPv4 and IPv6, with one address for each way in which a probe can end.
import { addNamespace, command, nameOf, output, removeNamespace } from './namespaces.mjs'

/** MTU between router and far host; the client's own cable has Ethernet's 1500. */
export const SMALL_MTU = 1400

/**
 * `far2` is the far host's second address. To `silent` the router drops all; its routes to `unreachable` and `prohibited`
 * say so, but in IPv4 five times and then once a second, whatever the limits are set to; for `rejected` its firewall does, each time.
 */
export const ADDRESSES = {
  4: {
    client: '10.81.1.2',
    router: '10.81.1.1',
    far: '10.81.2.2',
    far2: '10.81.2.3',
    silent: '10.81.3.1',
    unreachable: '10.81.4.1',
    prohibited: '10.81.5.1',
    rejected: '10.81.6.1',
  },
  6: {
    client: 'fd81:1::2',
    router: 'fd81:1::1',
    far: 'fd81:2::2',
    far2: 'fd81:2::3',
    silent: 'fd81:3::1',
    unreachable: 'fd81:4::1',
    prohibited: 'fd81:5::1',
    rejected: 'fd81:6::1',
  },
}

const FIREWALL = `table inet lab {
  chain forward {
    type filter hook forward priority 0;
    ip daddr ${ADDRESSES[4].rejected} reject with icmp type host-unreachable
    ip6 daddr ${ADDRESSES[6].rejected} reject with icmpv6 type addr-unreachable
  }
}
`

const PREFIX_LENGTH = { 4: '24', 6: '64' }
/** The router's addresses on the far host's side. */
const INNER = { 4: '10.81.2.1', 6: 'fd81:2::1' }
const FAMILIES = [4, 6]
const WHERE = ['client', 'router', 'far']
let made = 0

/** Makes the three namespaces. They go with `remove()`, at the latest when this process exits. */
export function createLab() {
  const number = made++
  const names = Object.fromEntries(WHERE.map((where) => [where, nameOf(where, number)]))
  const remove = () => {
    process.off('exit', remove)
    for (const where of WHERE) removeNamespace(names[where])
  }
  process.on('exit', remove)
  const lab = {
    addresses: ADDRESSES,
    mtu: SMALL_MTU,
    inside: (where, args) => ['ip', 'netns', 'exec', names[where], ...args],
    forgetPaths: () => {
      for (const family of FAMILIES) command('ip', ['-n', names.client, `-${family}`, 'route', 'flush', 'cache'])
    },
    remove,
  }
  try {
    build(names, lab)
  } catch (error) {
    remove()
    throw error
  }
  return lab
}

function build(names, lab) {
  const ip = (where, ...args) => command('ip', ['-n', names[where], ...args])
  const sysctl = (where, ...settings) => {
    const [program, ...args] = lab.inside(where, ['sysctl', '-qw', ...settings])
    command(program, args)
  }
  const nft = (where, rules) => {
    const [program, ...args] = lab.inside(where, ['nft', '-f', '-'])
    command(program, args, rules)
  }
  for (const where of WHERE) {
    addNamespace(names[where])
    ip(where, 'link', 'set', 'lo', 'up')
    sysctl(where, 'net.ipv4.ping_group_range=0 2147483647')
    // Linux limits the errors it sends, by default to one a second for each destination.
    // `icmp_ratelimit=0` would do it as well, but empties the bucket from which IPv4's unreachable routes take.
    sysctl(where, 'net.ipv4.icmp_ratemask=0', 'net.ipv6.icmp.ratelimit=0')
    sysctl(where, 'net.ipv4.icmp_msgs_per_sec=1000000', 'net.ipv4.icmp_msgs_burst=1000000')
    // Duplicate address detection keeps IPv6 addresses, link-local ones too, from being used for a second or two.
    sysctl(where, 'net.ipv6.conf.all.accept_dad=0', 'net.ipv6.conf.default.accept_dad=0')
  }
  sysctl('router', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1')
  const cable = (mtu, ...ends) => lay(ip, names, mtu, ends)
  cable(1500, { where: 'client', device: 'uplink' }, { where: 'router', device: 'lan' })
  cable(SMALL_MTU, { where: 'router', device: 'uplink', addresses: INNER }, { where: 'far', device: 'lan' })
  for (const family of FAMILIES) {
    const { router, far2 } = ADDRESSES[family]
    ip('far', 'addr', 'add', `${far2}/${PREFIX_LENGTH[family]}`, 'dev', 'lan')
    ip('client', `-${family}`, 'route', 'add', 'default', 'via', router)
    ip('far', `-${family}`, 'route', 'add', 'default', 'via', INNER[family])
    // The firewall is asked about packets that have a way only.
    ip('router', `-${family}`, 'route', 'add', ADDRESSES[family].rejected, 'via', ADDRESSES[family].far)
    for (const [kind, where] of [
      ['blackhole', 'silent'],
      ['unreachable', 'unreachable'],
      ['prohibit', 'prohibited'],
    ]) {
      ip('router', `-${family}`, 'route', 'add', kind, ADDRESSES[family][where])
    }
  }
  nft('router', FIREWALL)
  awaitLinks(names)
}

/**
 * The kernel takes up to a second to see that a cable has both ends, and answers no neighbour solicitation before; the
 * sign is that the device has its link-local address.
 */
function awaitLinks(names) {
  const devices = { client: 1, router: 2, far: 1 }
  const end = Date.now() + 10_000
  for (const where of WHERE) {
    while (linkLocals(names[where]) < devices[where]) {
      if (Date.now() > end) throw new Error(`the cables of ${names[where]} stay down`)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    }
  }
}

function linkLocals(name) {
  const listed = output('ip', ['-n', name, '-6', '-o', 'addr', 'show', 'scope', 'link', '-tentative'])
  return listed.split('\n').filter(Boolean).length
}

/** A pair of devices, one in each namespace, with the addresses given or else the namespace's own. */
function lay(ip, names, mtu, ends) {
  const [here, there] = ends
  const peer = ['type', 'veth', 'peer', 'name', there.device, 'netns', names[there.where]]
  ip(here.where, 'link', 'add', here.device, ...peer)
  for (const { where, device, addresses } of ends) {
    for (const family of FAMILIES) {
      const address = addresses?.[family] ?? ADDRESSES[family][where]
      ip(where, 'addr', 'add', `${address}/${PREFIX_LENGTH[family]}`, 'dev', device)
    }
    ip(where, 'link', 'set', device, 'mtu', String(mtu), 'up')
  }
}
