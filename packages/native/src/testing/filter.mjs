// Raw: the filters let in what is ours and nothing else, whatever a neighbour does. Needs the lab of failures.mjs.
import { address, assert, ECHO, echo, FIRST, kinds, LOOPBACK, open, openUsual, sequenceOf } from './icmp.mjs'

const REFUSING = { 4: '127.0.0.9', 6: 'fd00:7::9' }

for (const { family } of kinds().filter(({ kind }) => kind === 'raw')) {
  const own = openUsual('raw', family)
  const neighbour = open({ kind: 'raw', family, accept: [ECHO[family].reply, ECHO[family].unreachable] })
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
  own.native.close()
  neighbour.native.close()
}
