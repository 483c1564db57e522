// What the scenarios of TUN devices share. They run in a network namespace of their own, and play the host behind a device
// in it: 10.83.0.2 and fd83::2.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { openTun } from '../../../dist/index.js'
import { assert, ECHO } from '../icmp.mjs'

export { assert }

export const HOST = { 4: '10.83.0.2', 6: 'fd83::2' }
export const OWN = { 4: '10.83.0.1/24', 6: 'fd83::1/64' }
const PROTOCOL = { 4: 1, 6: 58 }

/** Other programs are not what sanitizers are asked about. */
export const PLAIN = { ...process.env, LD_PRELOAD: '' }

function run(args, input) {
  const done = spawnSync('ip', args, { encoding: 'utf8', input, env: PLAIN })
  assert.equal(done.status, 0, `ip ${args.join(' ')}: ${done.stderr}`)
  return done.stdout
}

export function ip(...args) {
  return run(args)
}

/** Brings the device up, in this namespace or the one named, with these addresses; it sends nothing by itself. */
export function bringUp(name, { namespace = undefined, addresses = [OWN[4], OWN[6]] } = {}) {
  const lines = [
    `link set ${name} addrgenmode none`,
    ...addresses.map((address) => `addr add ${address} dev ${name}${address.includes(':') ? ' nodad' : ''}`),
    `link set ${name} up`,
  ]
  run([...(namespace ? ['-n', namespace] : []), '-batch', '-'], `${lines.join('\n')}\n`)
}

export function dropped(name) {
  return Number(readFileSync(`/sys/class/net/${name}/statistics/tx_dropped`, 'utf8'))
}

/** Everything that a device hands over, in order. What is lent is copied. */
export function open(config = {}, react = () => {}) {
  const events = []
  let wake = () => {}
  const push = (event) => {
    events.push(event)
    wake()
    react(event, device)
  }
  const device = { events }
  device.native = openTun(config, {
    packet: (bytes) => push({ is: 'packet', bytes: bytes.slice() }),
    refused: (index, failure) => push({ is: 'refused', index, failure }),
    writable: () => push({ is: 'writable' }),
    drained: () => push({ is: 'drained' }),
    closed: (error) => push({ is: 'closed', error }),
  })
  device.of = (kind) => events.filter((event) => event.is === kind)
  /** Until the condition holds; rejects after ten seconds. */
  device.until = (condition) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`not within 10 s: ${condition}`)), 10_000)
      wake = () => {
        if (!condition()) return
        clearTimeout(timer)
        wake = () => {}
        resolve()
      }
      wake()
    })
  return device
}

function headerLength(packet) {
  return packet[0] >> 4 === 4 ? (packet[0] & 0x0f) * 4 : 40
}

/** Whether it is an echo request to the host; the kernel sends more, as reports of multicast listeners. */
export function isRequest(packet) {
  const family = packet[0] >> 4
  const protocol = family === 4 ? packet[9] : packet[6]
  return protocol === PROTOCOL[family] && packet[headerLength(packet)] === ECHO[family].request
}

/** The reply to an echo request: addresses swapped, the type changed and the checksum with it (RFC 1624). */
export function replyTo(request) {
  const reply = request.slice()
  const family = reply[0] >> 4
  const [at, size] = family === 4 ? [12, 4] : [8, 16]
  reply.copyWithin(at, at + size, at + 2 * size)
  reply.set(request.subarray(at, at + size), at + size)
  const icmp = headerLength(reply)
  reply[icmp] = ECHO[family].reply
  const before = ~((request[icmp + 2] << 8) | request[icmp + 3]) & 0xffff
  const change = ((ECHO[family].reply - ECHO[family].request) << 8) + 0xffff
  let sum = before + change
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16)
  reply[icmp + 2] = (~sum >> 8) & 0xff
  reply[icmp + 3] = ~sum & 0xff
  return reply
}

/** A device in this namespace that answers all pings, a batch at a time; `react` sees the events too. */
export function responder(config = {}, react = () => {}) {
  let replies = []
  const device = open(config, (event, self) => {
    if (event.is === 'packet' && isRequest(event.bytes)) replies.push(replyTo(event.bytes))
    if (event.is === 'drained' && replies.length > 0) {
      const batch = replies
      replies = []
      const taken = self.native.write(batch)
      assert.equal(taken, batch.length)
    }
    react(event, self)
  })
  bringUp(device.native.name)
  return device
}
