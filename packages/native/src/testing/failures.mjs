// Run in a namespace that `failureLab` of the live test prepared: 127.0.0.9 and fd00:7::9 refuse, the firewall
// stops what goes to 127.0.0.8 and fd00:7::8, lo has an MTU of 1,500.
import { address, assert, echo, kinds, LOOPBACK, openUsual } from './icmp.mjs'

const REFUSING = { 4: '127.0.0.9', 6: 'fd00:7::9' }
const FORBIDDEN = { 4: '127.0.0.8', 6: 'fd00:7::8' }
const UNROUTED = { 4: '10.200.0.1', 6: 'fd00:99::1' }

// With ids given to each packet, and as older kernels count them.
const cases = kinds().flatMap((one) => [one, { ...one, stampIds: 'counted' }])

for (const { kind, family, stampIds } of cases) {
  const socket = openUsual(kind, family, { stampIds })
  const { native } = socket
  const healthy = address(LOOPBACK[family])
  native.keepAlive(true)
  const packet = (token, to, size) => ({ token, to, icmp: echo(family, socket.identifier, token, size) })

  // An error of an earlier packet never becomes the failure of the next one, be it alone or within a batch.
  socket.send(REFUSING[family], 1)
  assert.equal(socket.send(healthy, 2), 1)
  const mixed = [3, 4, 5, 6, 7, 8].map((n) => packet(n, n % 2 ? address(REFUSING[family]) : healthy))
  assert.equal(native.send(mixed), 6)
  await socket.until(() => socket.replies().length === 4)
  assert.equal(socket.of('failed').length, 0)
  if (kind === 'dgram') {
    await socket.until(() => socket.of('error').length === 4)
    for (const error of socket.of('error')) {
      assert.equal(error.origin, 'network')
      assert.equal(error.type, family === 4 ? 3 : 1)
      assert.equal(error.code, family === 4 ? 1 : 4)
      assert.deepEqual(error.to, address(REFUSING[family]))
      assert.deepEqual(error.from, address(REFUSING[family]))
      assert.equal(error.quoted[0], family === 4 ? 8 : 128)
      assert.equal(error.quoted[7] % 2, 1)
    }
  } else {
    const errors = () => socket.of('packet').filter((event) => event.message[0] === (family === 4 ? 3 : 1))
    await socket.until(() => errors().length === 4)
  }
  // Every packet that left was stamped with its own token: in the order in which they were sent.
  const stamped = () =>
    socket
      .of('sent')
      .sort((a, b) => a.at.kernel - b.at.kernel)
      .map((event) => event.token)
  await socket.until(() => stamped().length === 8)
  assert.deepEqual(stamped(), [1, 2, 3, 4, 5, 6, 7, 8])

  // A packet's own failure is reported with its token, and the rest of the batch goes on.
  const batch = [packet(11, address(UNROUTED[family])), packet(12, healthy), packet(13, healthy, 3000)]
  assert.equal(native.send(batch), 3)
  await socket.until(() => socket.replies().length === 6)
  assert.deepEqual(
    socket.of('failed').map((event) => event.token),
    [11],
  )
  assert.equal(socket.of('failed')[0].failure.code, 'ENETUNREACH')
  assert.equal(socket.of('failed')[0].failure.syscall, 'sendmmsg')
  assert.ok(socket.of('failed')[0].failure.errno > 0)
  // Also one that the firewall stops, which the kernel may have counted among its stamps.
  const stopped = [31, 32, 33, 34, 35].map((n) => packet(n, n % 2 ? healthy : address(FORBIDDEN[family])))
  assert.equal(native.send(stopped), 5)
  await socket.until(() => socket.replies().length === 9 && stamped().length === 13)
  const failures = socket.of('failed').slice(1)
  assert.deepEqual(
    failures.map(({ token, failure }) => [token, failure.code]),
    // The kernel's ICMPv6 datagram socket keeps it to itself: the packet counts as sent, and is never stamped.
    kind === 'dgram' && family === 6 ? [] : [32, 34].map((token) => [token, 'EPERM']),
  )
  assert.deepEqual(stamped().slice(8), [12, 13, 31, 33, 35])
  native.close()

  // Don't-fragment: too big is known at once, with the MTU; what fits goes.
  const whole = openUsual(kind, family, { dontFragment: true })
  whole.native.keepAlive(true)
  assert.equal(whole.send(healthy, 21, { size: 1473, ...(family === 6 ? { dontFragment: true } : {}) }), 1)
  assert.equal(whole.send(healthy, 22, { size: 1400 }), 1)
  await whole.until(() => whole.replies().length === 1)
  const [failed] = whole.of('failed')
  assert.equal(failed.token, 21)
  assert.equal(failed.failure.code, 'EMSGSIZE')
  assert.equal(failed.failure.mtu, 1500)
  assert.equal(whole.of('error').length, 0)
  // Larger than any packet can be.
  whole.send(healthy, 23, { size: 200_000 })
  assert.equal(whole.of('failed')[1].failure.code, 'EMSGSIZE')
  whole.native.close()

  // An unknown device names its call.
  assert.throws(() => openUsual(kind, family, { device: 'nosuchdevice0' }), { code: 'ENODEV', syscall: 'setsockopt' })
  assert.throws(() => openUsual(kind, family, { device: 'a name longer than fifteen' }), { code: 'ENODEV' })
}
