// Handlers that close, throw, send or drain from within; sockets that are closed, dropped or opened by the thousand.
import { readdirSync } from 'node:fs'
import { address, assert, echo, kinds, LOOPBACK, openUsual } from './icmp.mjs'

const thrown = []
process.on('uncaughtException', (error) => thrown.push(error))
const turns = async (count) => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve))
}

for (const { kind, family } of kinds()) {
  const batch = (socket, count) =>
    Array.from({ length: count }, (_, n) => ({
      token: n,
      to: address(LOOPBACK[family]),
      icmp: echo(family, socket.identifier, n),
    }))

  // Close in the middle of a drain, at every kind of call: nothing comes after it.
  for (const at of ['sent', 'packet', 'drained']) {
    const socket = openUsual(kind, family, {}, (event, self) => {
      if (event.is === at) self.native.close()
    })
    socket.native.keepAlive(true)
    socket.native.send(batch(socket, 20))
    await socket.until(() => socket.of(at).length > 0)
    const count = socket.events.length
    await turns(5)
    assert.equal(socket.events.length, count)
    assert.equal(socket.of(at).length, 1)
    socket.native.close()
    assert.equal(socket.native.drain(10), 0)
    assert.equal(socket.native.drops(), 0)
    assert.throws(() => socket.send(LOOPBACK[family], 1), { code: 'EBADF' })
  }

  // What a handler throws reaches the caller of drain(); by itself, it is an uncaught exception. Nothing is lost by it.
  let fuse = 1
  const throwing = openUsual(kind, family, {}, (event) => {
    if (event.is === 'packet' && fuse-- === 1) throw new Error('thrown on purpose')
  })
  throwing.native.keepAlive(true)
  throwing.native.send(batch(throwing, 5))
  assert.throws(() => {
    for (let i = 0; i < 1000; i++) throwing.native.drain(64)
  }, /on purpose/)
  throwing.native.drain(64)
  assert.equal(throwing.replies().length, 5)
  fuse = 1
  throwing.native.send(batch(throwing, 5))
  await throwing.until(() => throwing.replies().length === 10)
  await turns(3)
  assert.equal(thrown.length, 1)
  thrown.length = 0
  throwing.native.close()

  // Sending and draining from within a handler.
  let chain = 50
  const nested = openUsual(kind, family, {}, (event, self) => {
    if (event.is !== 'packet' || chain <= 0) return
    chain--
    self.native.send(batch(self, 2))
    self.native.drain(64)
  })
  nested.native.keepAlive(true)
  nested.native.send(batch(nested, 1))
  await nested.until(() => nested.replies().length === 101 && nested.of('sent').length === 101)
  nested.native.close()

  // By the thousand, one after the other and many at once: no descriptor stays.
  const before = readdirSync('/proc/self/fd').length
  for (let i = 0; i < 2000; i++) {
    const socket = openUsual(kind, family)
    if (i % 3 === 0) socket.send(LOOPBACK[family], i)
    if (i % 5 === 0) socket.native.keepAlive(true)
    socket.native.close()
  }
  const many = Array.from({ length: 300 }, () => openUsual(kind, family))
  for (const socket of many) socket.native.keepAlive(true)
  for (const socket of many) socket.send(LOOPBACK[family], 1)
  // Raw sockets see each other's replies, as they have the same identifiers: at least their own must be there.
  await Promise.all(many.map((socket) => socket.until(() => socket.replies().length > 0)))
  for (const socket of many) socket.native.close()
  assert.equal(readdirSync('/proc/self/fd').length, before)
}
assert.equal(thrown.length, 0)
