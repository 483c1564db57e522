// Run with --expose-gc: nobody keeps a reference to the device, and it answers all the same.
import { openUsual } from '../icmp.mjs'
import { assert, HOST, responder } from './tun.mjs'

const weak = new WeakRef(responder({}, () => globalThis.gc()).native)
const socket = openUsual('dgram', 4)
socket.native.keepAlive(true)
for (let round = 1; round <= 20; round++) {
  await new Promise((resolve) => setImmediate(resolve))
  globalThis.gc()
  socket.send(HOST[4], round)
  await socket.until(() => socket.replies().length === round)
}
assert.ok(weak.deref() !== undefined, 'the environment dropped it')
weak.deref().close()
socket.native.close()
