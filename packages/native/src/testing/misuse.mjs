// Nothing that JavaScript passes may harm memory: wrong arguments throw, whatever they are.

import { loadAddon, openSocket } from '../../dist/index.js'
import { address, assert, echo, kinds, LOOPBACK, openUsual } from './icmp.mjs'

const addon = loadAddon()
let seed = 12345
const random = (n) => {
  seed = (Math.imul(seed, 1103515245) + 12345) >>> 0
  return (seed >>> 8) % n
}
const { kind, family } = kinds()[0]
const socket = openUsual(kind, family)
const [, sendBytes, recordsAt, recordBytes, , dataBytes] = addon.layout()
const drainBytes = addon.layout()[8]

const odd = [
  () => undefined,
  () => null,
  () => -1,
  () => random(0xffffffff),
  () => 1.5,
  () => Number.NaN,
  () => 2 ** 60,
  () => 'x'.repeat(random(100)),
  () => ({}),
  () => [],
  () => new ArrayBuffer(random(100)),
  () => new ArrayBuffer(sendBytes),
  () => new ArrayBuffer(drainBytes),
  () => new Uint8Array(random(40)),
  () => new Uint8Array(4),
  () => new Uint8Array(16),
  () => new Uint8Array(32),
  () => new Int32Array(10),
  () => new Uint32Array(128),
  () => new Float64Array(3),
  () => true,
  () => Symbol('x'),
  () => 10n,
  () => socket.native.id,
]
const names = [
  'arm',
  'disarm',
  'alarm',
  'take',
  'send',
  'drain',
  'drops',
  'restart',
  'pathMtu',
  'interfaceIndex',
  'interfaceName',
  'open',
]
const opened = []
for (let i = 0; i < 20_000; i++) {
  const name = names[random(names.length)]
  const values = Array.from({ length: random(6) }, () => odd[random(odd.length)]())
  try {
    const result = addon[name](...values)
    if (name === 'open' && typeof result === 'number') opened.push(result)
  } catch (error) {
    assert.ok(error instanceof Error && typeof error.code === 'string', `${name} threw ${error}`)
  }
  for (const id of opened.splice(0)) addon.close(id)
}

// Records that point outside of the arena, by a little or by a lot.
const arena = new ArrayBuffer(sendBytes)
const records = new DataView(arena, recordsAt)
for (const [offset, length] of [
  [0, dataBytes + 1],
  [dataBytes, 1],
  [dataBytes + 1, 0],
  [0xffffffff, 1],
  [1, 0xffffffff],
  [0x80000000, 0x80000000],
]) {
  records.setUint32(recordBytes, offset, true)
  records.setUint32(recordBytes + 4, length, true)
  assert.throws(() => addon.send(socket.native.id, arena, 2), { code: 'EINVAL' })
}
assert.throws(() => addon.send(socket.native.id, arena, 65), { code: 'EINVAL' })
assert.throws(() => addon.drain(socket.native.id, new ArrayBuffer(drainBytes), 65), { code: 'EINVAL' })
structuredClone(arena, { transfer: [arena] })
assert.throws(() => addon.send(socket.native.id, arena, 1), { code: 'EINVAL' })

// Wrong packets name the argument, and none of their batch is sent.
const icmp = echo(family, 1, 1)
const right = { token: 1, to: address(LOOPBACK[family]), icmp }
const other = address(LOOPBACK[family === 4 ? 6 : 4])
for (const wrong of [
  { ...right, to: other },
  { ...right, to: { ...right.to, bytes: new Uint8Array(5) } },
  { ...right, to: { ...right.to, bytes: new Uint8Array(0) } },
  { ...right, source: other },
  { ...right, source: { ...right.to, bytes: new Uint8Array(17) } },
]) {
  assert.throws(() => socket.native.send([right, wrong]), { code: 'EINVAL', name: 'NativeError' })
}
assert.equal(socket.events.length, 0)
for (const config of [
  { kind: 'tcp', family: 4 },
  { kind: 'raw', family: 5 },
  { kind: 'raw', family: 4, accept: [256] },
  { kind: 'raw', family: 4, identifiers: { first: 8, count: 16 } },
  { kind: 'raw', family: 4, identifiers: { first: 0, count: 3 } },
  { kind: 'raw', family: 4, receiveBuffer: -1 },
]) {
  assert.throws(() => openSocket(config, {}), { code: 'EINVAL' })
}
// Options that the kernel refuses are the packet's own failure.
socket.send(LOOPBACK[family], 5, { hopLimit: 256 })
assert.equal(socket.of('failed')[0].failure.code, 'EINVAL')
socket.native.keepAlive(true)
socket.send(LOOPBACK[family], 6)
await socket.until(() => socket.replies().length === 1 && socket.of('sent').length === 1)
assert.equal(socket.of('sent')[0].token, 6)
socket.native.close()
