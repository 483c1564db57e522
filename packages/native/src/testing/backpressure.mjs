// `node backpressure.mjs <kind><family> <host>`, over a slow line: what doesn't fit waits for writable(), and none is lost.
import { address, assert, echo, openUsual } from './icmp.mjs'

const [name, far] = process.argv.slice(2)
const family = Number(name.at(-1))
const COUNT = 300
const to = address(far)
let next = 0
let stops = 0

const fill = (socket) => {
  const batch = Array.from({ length: COUNT - next }, (_, n) => ({
    token: next + n,
    to,
    icmp: echo(family, socket.identifier, next + n, 900),
  }))
  const taken = socket.native.send(batch)
  if (taken < batch.length) stops++
  next += taken
}
const options = { sendBuffer: 16_384, receiveBuffer: 4 << 20 }
const socket = openUsual(name.slice(0, -1), family, options, (event, self) => {
  if (event.is === 'writable') fill(self)
})
socket.native.keepAlive(true)
fill(socket)
assert.ok(next < COUNT, 'the line was not slow')
await socket.until(() => next === COUNT && socket.replies().length === COUNT && socket.of('sent').length === COUNT)
assert.equal(socket.of('failed').length, 0)
assert.equal(socket.of('writable').length, stops)
assert.deepEqual(
  socket.of('sent').map((event) => event.token),
  Array.from({ length: COUNT }, (_, n) => n),
)
socket.native.close()
