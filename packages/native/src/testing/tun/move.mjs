// `node move.mjs <namespace> <another>`: the device goes from one namespace to the next, its descriptor stays and works.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readlinkSync } from 'node:fs'
import { assert, bringUp, HOST, ip, isRequest, open, PLAIN, replyTo } from './tun.mjs'

const [first, second] = process.argv.slice(2)
const own = readlinkSync('/proc/self/ns/net')
const devicesOf = (namespace) =>
  JSON.parse(ip('-n', namespace, '-j', 'link', 'show')).flatMap(({ ifname }) => (ifname === 'lo' ? [] : [ifname]))

/** Pings the host from that namespace, in a process there. */
async function answersIn(device, namespace) {
  for (const family of [4, 6]) {
    const before = device.of('packet').filter(({ bytes }) => isRequest(bytes)).length
    const ping = ['ping', '-n', '-c', '3', '-i', '0.01', '-W', '5', HOST[family]]
    const child = spawn('ip', ['netns', 'exec', namespace, ...ping], { env: PLAIN })
    const status = await new Promise((resolve) => child.once('close', resolve))
    assert.equal(status, 0, `no answers in ${namespace}`)
    assert.equal(device.of('packet').filter(({ bytes }) => isRequest(bytes)).length - before, 3)
  }
}

const answering = (config) => {
  const device = open(config, (event, self) => {
    if (event.is === 'packet' && isRequest(event.bytes)) self.native.write([replyTo(event.bytes)])
  })
  device.native.keepAlive(true)
  return device
}

const device = answering({ namespace: first })
const { name } = device.native
assert.deepEqual(devicesOf(first), [name])
assert.ok(!existsSync(`/proc/sys/net/ipv4/conf/${name}`))
bringUp(name, { namespace: first })
await answersIn(device, first)

// On from there, though this process has never been there; by a path, and to where it is already.
const descriptors = readdirSync('/proc/self/fd').length
device.native.moveTo(`/var/run/netns/${second}`)
device.native.moveTo(second)
assert.equal(readdirSync('/proc/self/fd').length, descriptors)
assert.deepEqual(devicesOf(first), [])
bringUp(device.native.name, { namespace: second })
await answersIn(device, second)

// A name that is taken there: another number where it was left open, an error where it was not, and nothing is moved.
const rival = open({ namespace: second })
assert.equal(devicesOf(second).length, 2)
assert.notEqual(rival.native.name, device.native.name)
assert.ok(devicesOf(second).includes(rival.native.name))
assert.throws(() => open({ name: device.native.name, namespace: second }), { code: 'EEXIST' })
const fixed = open({ name: 'fixed' })
open({ name: 'other' }).native.moveTo(first)
ip('-n', first, 'link', 'set', 'other', 'name', 'fixed')
assert.throws(() => fixed.native.moveTo(first), { code: 'EEXIST' })
assert.ok(existsSync('/proc/sys/net/ipv4/conf/fixed'))
fixed.native.close()

// Renamed by somebody else.
ip('-n', second, 'link', 'set', rival.native.name, 'name', 'renamed')
assert.equal(rival.native.name, 'renamed')
rival.native.moveTo('/proc/self/ns/net')
assert.ok(existsSync('/proc/sys/net/ipv4/conf/renamed'))
rival.native.close()

// What is no namespace.
for (const [where, code] of [
  ['none-of-that-name', 'ENOENT'],
  ['/etc/passwd', 'EINVAL'],
  ['/proc/self/ns/mnt', 'EINVAL'],
  ['/', 'EINVAL'],
  ['/dev/null', 'EINVAL'],
]) {
  assert.throws(() => device.native.moveTo(where), { code, name: 'NativeError' }, where)
  assert.throws(() => open({ namespace: where }), { code, name: 'NativeError' }, where)
}
await answersIn(device, second)

// The process itself, with all of its threads, is where it was.
for (const task of readdirSync('/proc/self/task')) assert.equal(readlinkSync(`/proc/self/task/${task}/ns/net`), own)
device.native.close()
assert.deepEqual(devicesOf(second), [])
