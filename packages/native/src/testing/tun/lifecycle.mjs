// Handlers that close, throw, write or drain from within; devices that are closed, deleted, dropped or opened by the hundred.
import { readdirSync } from 'node:fs'
import { interfaceIndex } from '../../../dist/index.js'
import { openUsual } from '../icmp.mjs'
import { assert, bringUp, HOST, ip, isRequest, open, replyTo, responder } from './tun.mjs'

const thrown = []
process.on('uncaughtException', (error) => thrown.push(error))
const turns = async (count) => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve))
}
const pinger = (family = 4) => {
  const socket = openUsual('dgram', family)
  socket.native.keepAlive(true)
  return socket
}

// Closed in the middle of a turn: nothing comes after it, and the device is gone.
for (const at of ['packet', 'drained']) {
  const device = open({}, (event, self) => {
    if (event.is === at) self.native.close()
  })
  const { name } = device.native
  bringUp(name)
  const socket = pinger()
  for (let n = 0; n < 20; n++) socket.send(HOST[4], n)
  device.native.keepAlive(true)
  await device.until(() => device.of(at).length > 0)
  const count = device.events.length
  await turns(5)
  assert.equal(device.events.length, count)
  device.native.close()
  assert.equal(device.native.name, name)
  assert.equal(interfaceIndex(name), 0)
  assert.equal(device.native.drain(10), 0)
  assert.throws(() => device.native.write([new Uint8Array(20)]), { code: 'EBADF' })
  assert.throws(() => device.native.moveTo('anywhere'), { code: 'EBADF' })
  socket.native.close()
}

// What a handler throws reaches the caller of drain() and write(); by itself, it is an uncaught exception.
{
  let fuse = 1
  const device = open({}, (event) => {
    if ((event.is === 'packet' || event.is === 'refused') && fuse-- === 1) throw new Error('thrown on purpose')
  })
  bringUp(device.native.name)
  const requests = () => device.of('packet').filter(({ bytes }) => isRequest(bytes)).length
  const socket = pinger()
  for (let n = 0; n < 5; n++) socket.send(HOST[4], n)
  assert.throws(() => device.native.drain(64), /on purpose/)
  assert.equal(requests(), 5)
  fuse = 1
  assert.throws(() => device.native.write([new Uint8Array(1), new Uint8Array(1)]), /on purpose/)
  assert.deepEqual(
    device.of('refused').map(({ index }) => index),
    [0, 1],
  )
  fuse = 1
  device.native.keepAlive(true)
  for (let n = 0; n < 5; n++) socket.send(HOST[4], n)
  await device.until(() => requests() === 10)
  await turns(3)
  assert.equal(thrown.length, 1)
  thrown.length = 0
  socket.native.close()
  device.native.close()
}

// Writing and draining from within a handler.
{
  const device = open({}, (event, self) => {
    if (event.is !== 'packet' || !isRequest(event.bytes)) return
    self.native.drain(64)
    self.native.write([replyTo(event.bytes)])
  })
  bringUp(device.native.name)
  for (const family of [4, 6]) {
    const socket = pinger(family)
    for (let n = 0; n < 50; n++) socket.send(HOST[family], n)
    await socket.until(() => socket.replies().length === 50)
    socket.native.close()
  }
  device.native.close()
}

// Deleted by somebody else: told once, and closed.
{
  const device = responder()
  device.native.keepAlive(true)
  ip('link', 'del', device.native.name)
  await device.until(() => device.of('closed').length > 0)
  assert.equal(device.of('closed')[0].error.code, 'ENODEV')
  assert.throws(() => device.native.write([new Uint8Array(20)]), { code: 'EBADF' })
  await turns(3)
  assert.equal(device.of('closed').length, 1)
  device.native.close()
}

// A device that is down takes nothing, and says so of each packet.
{
  const device = responder()
  ip('link', 'set', device.native.name, 'down')
  assert.equal(device.native.write([new Uint8Array(20).fill(0x45), new Uint8Array(20).fill(0x45)]), 2)
  assert.deepEqual(
    device.of('refused').map(({ failure }) => failure.code),
    ['EIO', 'EIO'],
  )
  ip('link', 'set', device.native.name, 'up')
  const socket = pinger()
  socket.send(HOST[4], 1)
  await socket.until(() => socket.replies().length === 1)
  socket.native.close()
  device.native.close()
}

// By the hundred, one after the other and many at once: no descriptor stays.
{
  open().native.close()
  const before = readdirSync('/proc/self/fd').length
  for (let i = 0; i < 100; i++) {
    const device = open()
    if (i % 5 === 0) device.native.keepAlive(true)
    device.native.close()
  }
  const many = Array.from({ length: 30 }, () => open())
  assert.equal(new Set(many.map(({ native }) => native.name)).size, 30)
  for (const device of many) device.native.close()
  assert.equal(readdirSync('/proc/self/fd').length, before)
}
assert.equal(thrown.length, 0)
