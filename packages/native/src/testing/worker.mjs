import { parentPort, threadId, workerData } from 'node:worker_threads'
import { address, echo, LOOPBACK, openUsual } from './icmp.mjs'

const { way, name } = workerData
const kind = name.slice(0, -1)
const family = Number(name.at(-1))
const batch = (socket) =>
  Array.from({ length: 40 }, (_, n) => ({
    token: n,
    to: address(LOOPBACK[family]),
    icmp: echo(family, socket.identifier, n),
  }))

let replies = 0
// Identifiers of its own for each socket: raw ones would see each other's replies, and the traffic would multiply.
const blocks = [0, 1, 2].map((n) => ({ first: ((threadId * 4 + n) * 16) & 0xffff, count: 16 }))
const sockets = blocks.map((identifiers) =>
  openUsual(kind, family, { identifiers }, (event, self) => {
    if (event.is !== 'packet') return
    replies++
    // Traffic goes on to the very end.
    if (replies % 40 === 0) self.native.send(batch(self))
    if (replies === 200) {
      parentPort.postMessage('busy')
      if (way === 'exit') process.exit(0)
      if (way === 'natural') for (const socket of sockets) socket.native.keepAlive(false)
      if (way === 'closed') for (const socket of sockets) socket.native.close()
    }
  }),
)
for (const socket of sockets) {
  socket.native.keepAlive(true)
  socket.native.send(batch(socket))
}
