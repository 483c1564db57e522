// `node drops.mjs <kind><family> <address of a far host>`: a burst larger than the buffer; each lost reply counts once.
import { setTimeout as pause } from 'node:timers/promises'
import { address, assert, echo, openUsual } from './icmp.mjs'

const [name, far] = process.argv.slice(2)
const family = Number(name.at(-1))
const socket = openUsual(name.slice(0, -1), family)
const { native } = socket
const COUNT = 600
const to = address(far)
socket.send(far, 0xffff)
native.keepAlive(true)
await socket.until(() => socket.replies().length === 1)
let taken = 0
while (taken < COUNT) {
  const batch = Array.from({ length: Math.min(50, COUNT - taken) }, (_, n) => ({
    token: taken + n,
    to,
    icmp: echo(family, socket.identifier, taken + n),
  }))
  taken += native.send(batch)
  // The loop is blocked, so that nobody reads, while the far host's answers come.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
}
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300)
native.drain(10_000)
await pause(50)
const lost = COUNT + 1 - socket.replies().length
assert.ok(lost > 0, 'the burst fitted')
assert.equal(native.drops(), lost)
native.close()
