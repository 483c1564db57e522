// A host that this program plays, behind a TUN device: what a namespace sends to it arrives here as IP packets.

import { existsSync } from 'node:fs'
import { openTun } from '@icmp/native'
import { command, noLab, output } from './namespaces.mjs'

/** Why no host can be opened here, or undefined. */
export function noTunHost() {
  return noLab() ?? (existsSync('/dev/net/tun') ? undefined : 'the lab needs /dev/net/tun')
}

/** Packets that wait for room in the device. More are dropped, as a queue would. */
const QUEUE = 4096

/**
 * Opens a device in that namespace, which has to exist, and gives the namespace these addresses on it: all else in their
 * prefixes, and all of `routes`, is the host that `onPacket` plays. The device holds the event loop until it is closed.
 */
export function openTunHost({
  namespace,
  device = 'icmp%d',
  mtu,
  addresses,
  routes = [],
  onPacket,
  onDrained = () => {},
  onClosed = () => {},
}) {
  const waiting = []
  let dropped = 0
  let refused = 0
  const sendBatch = (packets) => {
    const taken = waiting.length > 0 ? 0 : tun.write(packets)
    for (let i = taken; i < packets.length; i++) {
      if (waiting.length < QUEUE) waiting.push(packets[i])
      else dropped++
    }
  }
  const tun = openTun(
    { name: device, mtu, namespace },
    {
      packet: (bytes) => onPacket(bytes, host),
      refused: () => refused++,
      writable: () => waiting.splice(0, tun.write(waiting)),
      drained: () => onDrained(host),
      closed: onClosed,
    },
  )
  const host = {
    namespace,
    device: tun.name,
    mtu: tun.mtu,
    send: (bytes) => sendBatch([bytes]),
    sendBatch,
    counts: () => ({ dropped, refused, ...overrun(namespace, host.device) }),
    keepAlive: (on) => tun.keepAlive(on),
    close: () => tun.close(),
  }
  try {
    configure(namespace, host.device, addresses, routes)
  } catch (error) {
    tun.close()
    throw error
  }
  tun.keepAlive(true)
  return host
}

function configure(namespace, device, addresses, routes) {
  const v6 = `net.ipv6.conf.${device}`
  // The kernel would look for routers and for others with its addresses: packets that nobody asked for.
  const quiet = ['router_solicitations=0', 'accept_ra=0', 'accept_dad=0', 'addr_gen_mode=1'].map((s) => `${v6}.${s}`)
  const settings = [...quiet, 'net.ipv4.ping_group_range=0 2147483647']
  command('ip', ['netns', 'exec', namespace, 'sysctl', '-qw', ...settings])
  const lines = [
    'link set lo up',
    `link set ${device} up`,
    ...addresses.map(({ family, local }) => `addr add ${local} dev ${device}${family === 6 ? ' nodad' : ''}`),
    ...routes.map((route) => `route add ${route} dev ${device}`),
  ]
  command('ip', ['-n', namespace, '-batch', '-'], `${lines.join('\n')}\n`)
}

/** Packets that the kernel dropped as they were not read in time: the device's queue holds 500. */
function overrun(namespace, device) {
  const [link] = JSON.parse(output('ip', ['-n', namespace, '-j', '-s', 'link', 'show', 'dev', device]))
  return { overrun: link.stats64.tx.dropped }
}
