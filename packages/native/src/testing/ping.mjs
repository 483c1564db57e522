// Loopback: replies, stamps, options that travel with a packet, and the largest packet there is.
import { address, assert, echo, kinds, LOOPBACK, open, openUsual, sequenceOf, warmUp } from './icmp.mjs'

for (const { kind, family } of kinds()) {
  const socket = openUsual(kind, family)
  const { native } = socket
  const to = address(LOOPBACK[family])
  await warmUp(socket)

  // One batch, several packets: each is answered, with its stamps.
  const batch = [1, 2, 3].map((n) => ({ token: n * 1e10, to, icmp: echo(family, socket.identifier, n) }))
  assert.equal(native.send(batch), 3)
  await socket.until(() => socket.replies().length === 3 && socket.of('sent').length === 3)
  const sent = socket.of('sent')
  const replies = socket.replies()
  assert.deepEqual(
    sent.map((event) => event.token),
    [1e10, 2e10, 3e10],
  )
  for (const [i, { meta, message }] of replies.entries()) {
    assert.deepEqual(meta.from, to)
    assert.deepEqual(meta.to, to)
    assert.equal(meta.hopLimit, 64)
    assert.equal(message.length, 64)
    assert.equal(sequenceOf(message), i + 1)
    assert.ok(socket.events.indexOf(sent[i]) < socket.events.indexOf(replies[i]), 'a stamp comes before the reply')
    assert.equal(native.stamps.sent, 'kernel')
    const roundTrip = meta.at.kernel - sent[i].at.kernel
    assert.ok(roundTrip >= 0 && roundTrip < 1000, `kernel round trip of ${roundTrip} ms`)
    assert.ok(Math.abs(meta.at.offset - sent[i].at.offset) < 100)
    assert.ok(sent[i].at.monotonic <= meta.at.monotonic)
  }
  if (kind === 'dgram') assert.ok(native.identifier > 0)

  // The kernel's largest: 65,535 bytes with the IPv4 header; on IPv6 65,535 without its header.
  const size = family === 4 ? 65_507 : 65_527
  assert.equal(socket.send(to, 9, { size }), 1)
  await socket.until(() => socket.replies().length === 4)
  const big = socket.replies()[3]
  assert.equal(big.message.length, size + 8)
  assert.equal(big.meta.length, size + 8 + big.header.length)
  assert.equal(big.message.at(-1), (size + 7) & 0xff)
  assert.equal(native.drops(), 0)
  native.close()

  if (kind !== 'raw') continue
  // What another socket sees of the request shows that hop limit, traffic class and source arrived with it.
  const watcher = open({ kind, family, accept: [family === 4 ? 8 : 128] })
  const sender = openUsual(kind, family)
  watcher.native.keepAlive(true)
  const source = family === 4 ? address('127.0.0.5') : to
  sender.send(to, 77, { hopLimit: 33, trafficClass: 0x28, source, interface: 1 })
  sender.send(to, 78)
  const seen = (n) => watcher.of('packet').find((event) => sequenceOf(event.message) === n)
  await watcher.until(() => seen(77) && seen(78))
  assert.equal(seen(77).meta.hopLimit, 33)
  assert.deepEqual(seen(77).meta.from, source)
  assert.equal(seen(78).meta.hopLimit, 64)
  if (family === 4) {
    assert.equal(seen(77).header[1], 0x28)
    assert.equal(seen(78).header[1], 0)
  }
  watcher.native.close()
  sender.native.close()
}
