// Random packets into the device and out of it, in random batches; devices come and go, and go up and down, meanwhile.
import { address, echo, openUsual } from '../icmp.mjs'
import { assert, bringUp, HOST, ip, isRequest, open, replyTo } from './tun.mjs'

const TURNS = 100
let seed = Number(process.env.SEED ?? 20_25)
const random = (n) => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
  return Math.floor((seed / 2 ** 32) * n)
}
const pick = (values) => values[random(values.length)]
const noise = new Uint8Array(200_000).map(() => random(256))

let written = 0
let refused = 0
let device
let replies = []

function fresh() {
  device?.native.close()
  replies = []
  device = open({ mtu: pick([undefined, 1280, 9000, 65_535]) }, (event) => {
    if (event.is === 'refused') refused++
    if (event.is === 'packet' && isRequest(event.bytes)) replies.push(replyTo(event.bytes))
  })
  bringUp(device.native.name)
}

/** Nonsense with a version that the kernel takes, mostly; a reply with bytes that are wrong; or a right one. */
function packet() {
  const size = pick([0, 1, 19, 20, 40, 60, 1500, 9000, 65_535, 65_536, 70_000])
  if (random(3) > 0 || replies.length === 0) {
    const start = random(noise.length - size)
    const bytes = noise.slice(start, start + size)
    if (size > 0) bytes[0] = pick([0x45, 0x60, 0x4f, 0x40, 0x00, 0xff])
    return bytes
  }
  const reply = pick(replies).slice()
  if (random(2) === 0) reply[random(reply.length)] ^= 1 << random(8)
  return random(4) === 0 ? reply.subarray(0, random(reply.length)) : reply
}

fresh()
const sockets = [4, 6].map((family) => openUsual('dgram', family))
for (let turn = 0; turn < TURNS; turn++) {
  const socket = pick(sockets)
  const to = address(HOST[socket.family])
  const size = pick([0, 56, 1400, 3000, 60_000])
  const count = random(80)
  socket.native.send(
    Array.from({ length: count }, (_, n) => ({ token: n, to, icmp: echo(socket.family, socket.identifier, n, size) })),
  )
  device.native.drain(random(200))
  const batch = Array.from({ length: random(100) }, packet)
  const taken = device.native.write(batch)
  assert.equal(taken, batch.length)
  written += taken
  for (const { native, events } of [...sockets, device]) {
    native.drain(random(200))
    native.keepAlive(random(2) === 0)
    events.length = 0
  }
  replies = replies.slice(-50)
  if (random(30) === 0) ip('link', 'set', device.native.name, pick(['up', 'down', 'up']))
  if (random(25) === 0) fresh()
  if (random(4) === 0) await new Promise((resolve) => setImmediate(resolve))
}
for (const { native } of [...sockets, device]) native.close()
assert.ok(refused > 100 && refused < written, `${refused} of ${written} were refused`)
