// Pings through a device, each way: whole packets of every size, in batches, on the descriptor of a device that may hold 500.
import { address, echo, openUsual, sequenceOf } from '../icmp.mjs'
import { assert, bringUp, dropped, HOST, isRequest, OWN, open, responder } from './tun.mjs'

const SIZES = [0, 1, 56, 1400, 9000, 65_480]

async function everySize() {
  const device = responder({ name: 'big%d', mtu: 65_535 })
  assert.equal(device.native.mtu, 65_535)
  assert.match(device.native.name, /^big\d+$/)
  for (const family of [4, 6]) {
    const socket = openUsual('dgram', family, { receiveBuffer: 4 << 20 })
    socket.native.keepAlive(true)
    const largest = 65_535 - (family === 4 ? 28 : 48)
    const sizes = [...SIZES, largest]
    socket.native.send(
      sizes.map((size, n) => ({
        token: n,
        to: address(HOST[family]),
        icmp: echo(family, socket.identifier, n, size),
      })),
    )
    await socket.until(() => socket.replies().length === sizes.length)
    const lengths = socket.replies().map(({ message }) => message.length)
    assert.deepEqual(
      lengths,
      sizes.map((size) => size + 8),
    )
    for (const { message } of socket.replies()) {
      assert.deepEqual(message.subarray(8), echo(family, 0, 0, message.length - 8).subarray(8))
    }
    socket.native.close()
  }
  assert.equal(device.of('refused').length, 0)
  device.native.close()
}

/** A batch larger than a read: all of it arrives in order, by itself as well as by drain(). */
async function batches() {
  for (const drained of [false, true]) {
    const device = responder()
    const socket = openUsual('dgram', 4, { receiveBuffer: 4 << 20, sendBuffer: 4 << 20 })
    const to = address(HOST[4])
    socket.native.keepAlive(true)
    const batch = Array.from({ length: 300 }, (_, n) => ({ token: n, to, icmp: echo(4, socket.identifier, n) }))
    assert.equal(socket.native.send(batch), 300)
    const requests = () => device.of('packet').filter(({ bytes }) => isRequest(bytes))
    if (drained) {
      assert.equal(device.native.drain(100), 100)
      assert.ok(device.native.drain(1000) >= 200)
      assert.equal(requests().length, 300)
      assert.equal(device.native.drain(1), 0)
    }
    await socket.until(() => socket.replies().length === 300)
    const expected = Array.from({ length: 300 }, (_, n) => n)
    assert.deepEqual(
      requests().map(({ bytes }) => (bytes[26] << 8) | bytes[27]),
      expected,
    )
    assert.deepEqual(
      socket.replies().map(({ message }) => sequenceOf(message)),
      expected,
    )
    socket.native.close()
    device.native.close()
  }
}

/** What nobody reads in time is dropped by the kernel and counted there; the device works on after it. */
async function overrun() {
  const device = open()
  // Without IPv6 nobody else sends: the count is exact.
  bringUp(device.native.name, { addresses: [OWN[4]] })
  const socket = openUsual('dgram', 4, { sendBuffer: 8 << 20 })
  const to = address(HOST[4])
  const count = 2000
  const batch = Array.from({ length: count }, (_, n) => ({ token: n, to, icmp: echo(4, socket.identifier, n) }))
  let sent = 0
  for (let tries = 0; sent < count && tries < 100; tries++) sent += socket.native.send(batch.slice(sent))
  device.native.drain(10_000)
  const read = () => device.of('packet').filter(({ bytes }) => isRequest(bytes)).length
  const got = read()
  assert.ok(got >= 100 && got < count, `${got} of ${count} were read`)
  assert.equal(got + dropped(device.native.name), sent)
  device.native.keepAlive(true)
  socket.send(HOST[4], 7)
  await device.until(() => read() === got + 1)
  socket.native.close()
  device.native.close()
}

await everySize()
await batches()
await overrun()
