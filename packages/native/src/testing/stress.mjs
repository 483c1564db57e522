// Random packets with random options, good and bad, in random batches; sockets come and go meanwhile.
import { address, assert, echo, kinds, LOOPBACK, openUsual } from './icmp.mjs'

const TURNS = 300
let seed = Number(process.env.SEED ?? 20_25)
const random = (n) => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
  return Math.floor((seed / 2 ** 32) * n)
}
const maybe = (value) => (random(3) === 0 ? value : undefined)
const pick = (values) => values[random(values.length)]

const TARGETS = {
  4: ['127.0.0.1', '127.3.2.1', '127.0.0.9', '10.200.0.1', '0.0.0.0', '255.255.255.255', '224.0.0.1'],
  6: ['::1', 'fd00:7::9', 'fd00:99::1', '::', 'ff02::1', 'fe80::1'],
}

for (const { kind, family } of kinds()) {
  const sizes = [0, 1, 56, 1400, 3000, 65_507, 70_000]
  const settled = new Map()
  let sockets = []
  let token = 0
  const count = (event) => {
    if (event.is !== 'failed' && event.is !== 'sent') return
    settled.set(event.token ?? 0, (settled.get(event.token ?? 0) ?? 0) + 1)
  }
  const fresh = () => openUsual(kind, family, { receiveBuffer: maybe(1 << 20) }, count)
  for (let turn = 0; turn < TURNS; turn++) {
    if (sockets.length < 3) sockets.push(fresh())
    const socket = pick(sockets)
    const batch = Array.from({ length: random(100) }, () => ({
      token: token++,
      to: address(pick(TARGETS[family]), family === 6 ? random(3) : 0),
      icmp: random(20) === 0 ? new Uint8Array(random(10)) : echo(family, socket.identifier, token, pick(sizes)),
      hopLimit: maybe(random(257)),
      trafficClass: maybe(random(258) - 1),
      interface: maybe(random(4)),
      source: maybe(address(pick([LOOPBACK[family], ...TARGETS[family]]))),
      dontFragment: family === 6 ? maybe(random(2) === 0) : undefined,
    }))
    const taken = socket.native.send(batch)
    assert.ok(taken >= 0 && taken <= batch.length)
    socket.native.drain(random(200))
    socket.native.keepAlive(random(2) === 0)
    if (random(10) === 0) {
      socket.native.close()
      sockets = sockets.filter((other) => other !== socket)
    }
    socket.events.length = 0
    if (random(4) === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  for (const socket of sockets) socket.native.close()
  assert.ok(settled.size > 1000, `only ${settled.size} packets were settled`)
  assert.ok(
    [...settled.values()].every((times) => times === 1),
    'a packet was settled twice',
  )
}
