// Raw: the filters let in what is ours and nothing else, whatever a neighbour does. Needs the lab of failures.mjs.
import { createSocket } from 'node:dgram'
import { address, assert, checksum, ECHO, echo, FIRST, kinds, LOOPBACK, open, openUsual, sequenceOf } from './icmp.mjs'

/** Nobody listens there. */
const CLOSED_PORT = 9
/** Next headers behind which an echo request may still follow: the filter can't walk a chain. */
const EXTENSIONS = { 4: [], 6: [0, 43, 44, 51, 60, 135] }

/** A destination unreachable quoting an echo request, but with another protocol, or next header, before it. */
function unreachable(family, protocol, identifier, sequence) {
  const header = new Uint8Array(family === 4 ? 20 : 40)
  header[0] = family === 4 ? 0x45 : 0x60
  header[family === 4 ? 9 : 6] = protocol
  const request = echo(family, identifier, sequence)
  const message = Uint8Array.from([ECHO[family].unreachable, 0, 0, 0, 0, 0, 0, 0, ...header, ...request])
  const sum = family === 4 ? checksum(message) : 0
  message[2] = sum >> 8
  message[3] = sum & 0xff
  return message
}

const REFUSING = { 4: '127.0.0.9', 6: 'fd00:7::9' }

for (const { family } of kinds().filter(({ kind }) => kind === 'raw')) {
  const own = openUsual('raw', family)
  const accept = [ECHO[family].reply, ECHO[family].unreachable]
  const neighbour = open({ kind: 'raw', family, accept, receiveBuffer: 1 << 20 })
  own.native.keepAlive(true)
  neighbour.native.keepAlive(true)
  const foreign = (token, to, identifier) => ({ token, to: address(to), icmp: echo(family, identifier, token) })

  // Replies: the block's first and last identifier, not the ones beside it.
  const edges = [FIRST - 1, FIRST, FIRST + 15, FIRST + 16]
  neighbour.native.send(edges.map((identifier, n) => foreign(n + 1, LOOPBACK[family], identifier)))
  // Errors: the same, by the quoted identifier.
  neighbour.native.send(edges.map((identifier, n) => foreign(n + 11, REFUSING[family], identifier)))
  await neighbour.until(() => neighbour.of('packet').length === 8)
  own.send(LOOPBACK[family], 30)
  await own.until(() => own.replies().some((event) => sequenceOf(event.message) === 30))
  assert.deepEqual(
    own.replies().map((event) => sequenceOf(event.message)),
    [2, 3, 30],
  )
  const errors = own.of('packet').filter((event) => event.message[0] === ECHO[family].unreachable)
  const quoted = family === 4 ? 8 + 20 : 8 + 40
  assert.deepEqual(
    errors.map((event) => sequenceOf(event.message.subarray(quoted))),
    [12, 13],
  )

  // 400 unreachables of a neighbour take no room: the loop sleeps meanwhile, and no reply of our own is lost.
  const mine = Array.from({ length: 100 }, (_, n) => foreign(1000 + n, LOOPBACK[family], FIRST + (n % 16)))
  const theirs = Array.from({ length: 400 }, (_, n) => foreign(2000 + n, REFUSING[family], 0x1111))
  own.native.send(mine.slice(0, 50))
  neighbour.native.send(theirs)
  own.native.send(mine.slice(50))
  await own.until(() => own.replies().length === 103 && own.of('sent').length === 101)
  assert.equal(own.native.drops(), 0)
  assert.equal(own.of('packet').length, 105)

  // Of the errors that others made, those pass whose quote may be ours. The neighbour sees them all, some at a time:
  // it must lose none to its own buffer, however slowly this runs.
  const to = address(LOOPBACK[family])
  const before = own.of('packet').length
  const errorsSeen = (wanted) =>
    neighbour
      .of('packet')
      .map((event) => event.message)
      .filter((message) => message[0] === ECHO[family].unreachable && wanted(message)).length
  const quotes = (identifier, first) =>
    Array.from({ length: 256 }, (_, protocol) => unreachable(family, protocol, identifier, first + protocol))
  const crafted = [...quotes(FIRST, 3000), ...quotes(0x1111, 4000)]
  for (let sent = 0; sent < crafted.length; sent += 32) {
    neighbour.native.send(crafted.slice(sent, sent + 32).map((icmp, n) => ({ token: 3000 + sent + n, to, icmp })))
    await neighbour.until(() => errorsSeen((message) => sequenceOf(message.subarray(quoted)) >= 3000) === sent + 32)
  }
  // UDP, as any resolver or traceroute beside us sends it.
  const udp = createSocket(family === 4 ? 'udp4' : 'udp6')
  const ofUdp = (message) => message[1] !== 0 && message[8 + (family === 4 ? 9 : 6)] === 17
  for (let sent = 0; sent < 100; sent += 20) {
    for (let n = 0; n < 20; n++) udp.send('x', CLOSED_PORT, LOOPBACK[family])
    await neighbour.until(() => errorsSeen(ofUdp) === sent + 20)
  }
  udp.close()
  own.send(LOOPBACK[family], 31)
  await own.until(() => own.replies().some((event) => sequenceOf(event.message) === 31))
  assert.deepEqual(
    own
      .of('packet')
      .slice(before, -1)
      .map((event) => sequenceOf(event.message.subarray(quoted)))
      .sort((a, b) => a - b),
    [
      ...[...EXTENSIONS[family], family === 4 ? 1 : 58].sort((a, b) => a - b).map((protocol) => 3000 + protocol),
      ...EXTENSIONS[family].map((protocol) => 4000 + protocol),
    ],
  )
  own.native.close()
  neighbour.native.close()
}
