// Nothing that JavaScript passes may harm memory: wrong arguments throw, whatever they are.
import { loadAddon, openTun } from '../../../dist/index.js'
import { openUsual } from '../icmp.mjs'
import { assert, bringUp, open } from './tun.mjs'

const addon = loadAddon()
let seed = 4321
const random = (n) => {
  seed = (Math.imul(seed, 1103515245) + 12345) >>> 0
  return (seed >>> 8) % n
}
// Raw calls need ids, which the package does not show: the addon's own devices and sockets, then.
const id = addon.tunOpen('icmp%d', new Uint32Array([1280]))
assert.equal(typeof id, 'number')
const numbers = new Int32Array(10)
numbers.set([1, 4, -1, 0, 0, 0, 0, -1, 0, 0])
const socketId = addon.open(numbers, undefined, undefined)
assert.equal(typeof socketId, 'number')
const [, sendBytes, recordsAt, recordBytes, , dataBytes] = addon.layout()
const drainBytes = addon.layout()[9]
bringUp(addon.tunName(id))

const odd = [
  () => undefined,
  () => null,
  () => -1,
  () => random(0xffffffff),
  () => 1.5,
  () => Number.NaN,
  () => 2 ** 60,
  () => 'x'.repeat(random(20)),
  () => '%d%s%n',
  () => '%999d',
  () => '/'.repeat(random(400)),
  () => '/proc/self/fd/0\0',
  () => ({}),
  () => new ArrayBuffer(sendBytes),
  () => new ArrayBuffer(drainBytes),
  () => new ArrayBuffer(random(100)),
  () => new Uint32Array([random(2 ** 32)]),
  () => new Uint32Array(0),
  () => new Uint8Array(4),
  () => true,
  () => Symbol('x'),
  () => 10n,
  () => id,
  () => socketId,
]
const names = [
  'tunOpen',
  'tunName',
  'tunMove',
  'tunRead',
  'tunWrite',
  'arm',
  'disarm',
  'send',
  'drain',
  'drops',
  'restart',
]
for (let i = 0; i < 4000; i++) {
  const name = names[random(names.length)]
  const values = Array.from({ length: random(5) }, () => odd[random(odd.length)]())
  try {
    const result = addon[name](...values)
    if (name === 'tunOpen' && typeof result === 'number') addon.close(result)
  } catch (error) {
    assert.ok(error instanceof Error && typeof error.code === 'string', `${name} threw ${error}`)
  }
}

// The id of the other kind, or of nothing.
const send = new ArrayBuffer(sendBytes)
const drain = new ArrayBuffer(drainBytes)
const closed = addon.tunOpen('icmp%d', new Uint32Array(1))
addon.close(closed)
addon.close(closed)
for (const wrong of [socketId, closed, 0, 0xffffffff]) {
  assert.throws(() => addon.tunName(wrong), { code: 'EBADF' })
  assert.throws(() => addon.tunMove(wrong, '/proc/self/ns/net'), { code: 'EBADF' })
  assert.throws(() => addon.tunRead(wrong, drain, 1), { code: 'EBADF' })
  assert.throws(() => addon.tunWrite(wrong, send, 1), { code: 'EBADF' })
}
for (const call of ['send', 'drain']) {
  assert.throws(() => addon[call](id, call === 'send' ? send : drain, 1), { code: 'EBADF' })
}
assert.throws(() => addon.drops(id), { code: 'EBADF' })

// Records that point outside of the arena, by a little or by a lot.
const records = new DataView(send, recordsAt)
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
  assert.throws(() => addon.tunWrite(id, send, 2), { code: 'EINVAL' })
}
// The longest that fits there is no packet; the kernel may say so, or cut it.
records.setUint32(recordBytes, 0, true)
records.setUint32(recordBytes + 4, dataBytes, true)
assert.equal(addon.tunWrite(id, send, 2), 2)
assert.throws(() => addon.tunWrite(id, send, 65), { code: 'EINVAL' })
assert.throws(() => addon.tunRead(id, drain, 65), { code: 'EINVAL' })
structuredClone(send, { transfer: [send] })
assert.throws(() => addon.tunWrite(id, send, 1), { code: 'EINVAL' })

// Names as the kernel takes them, whatever JavaScript let through; a size that the device can't have.
for (const name of ['a/b', '.', '..', 'a:b', '%s', '%d%d'])
  assert.equal(typeof addon.tunOpen(name, new Uint32Array(1)), 'object')
for (const mtu of [1, 67, 65_536, 0x7fffffff, 0xffffffff]) {
  assert.deepEqual(Object.keys(addon.tunOpen('icmp%d', new Uint32Array([mtu]))), ['errno', 'syscall', 'option'])
}
const nothing = () => {}
const handler = { packet: nothing, refused: nothing, writable: nothing, drained: nothing, closed: nothing }
for (const config of [
  { name: 'a b' },
  { name: '' },
  { mtu: 67 },
  { mtu: '1500' },
  { namespace: '' },
  { namespace: 'a/b' },
]) {
  assert.throws(() => openTun(config, handler), { code: 'EINVAL', name: 'NativeError' })
}
assert.throws(() => openTun({ name: 'lo' }, handler), { code: 'EINVAL' })
const taken = open({ name: 'taken' })
assert.throws(() => openTun({ name: 'taken' }, handler), { code: 'EBUSY' })
assert.throws(() => taken.native.write([undefined]), { code: 'EINVAL' })
taken.native.close()
addon.close(id)
addon.close(socketId)
openUsual('raw', 4).native.close()
