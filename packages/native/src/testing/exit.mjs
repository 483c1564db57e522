// Ways to end with open sockets: `idle` ends by itself, `held` by process.exit within a call, `later` in a timer.
import { assert, ECHO, LOOPBACK, openUsual } from './icmp.mjs'

const [way, name] = process.argv.splice(2)
const kind = name.slice(0, -1)
const family = Number(name.at(-1))

const sockets = Array.from({ length: 8 }, () =>
  openUsual(kind, family, {}, (event) => {
    if (way === 'held' && event.is === 'packet' && event.message[0] === ECHO[family].reply) process.exit(0)
  }),
)
for (const socket of sockets) {
  for (let i = 0; i < 32; i++) socket.send(LOOPBACK[family], i)
  if (way !== 'idle') socket.native.keepAlive(true)
}
if (way === 'later') setTimeout(() => process.exit(0), 5)
if (way === 'released') {
  await sockets[0].until(() => sockets[0].replies().length > 0)
  for (const socket of sockets) socket.native.keepAlive(false)
}
assert.ok(['idle', 'held', 'later', 'released'].includes(way))
