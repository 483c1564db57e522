// Run with --expose-gc: nobody keeps a reference to the socket, and its replies arrive all the same.
import { address, assert, echo, kinds, LOOPBACK, openUsual } from './icmp.mjs'

for (const { kind, family } of kinds()) {
  const to = address(LOOPBACK[family])
  let replies = 0
  await new Promise((resolve) => {
    const weak = new WeakRef(
      openUsual(kind, family, {}, (event, self) => {
        globalThis.gc()
        if (event.is === 'packet') replies++
        if (event.is === 'drained' && replies === 40) {
          self.native.close()
          resolve()
        }
      }),
    )
    const socket = weak.deref()
    socket.native.keepAlive(true)
    for (let i = 0; i < 4; i++) {
      socket.native.send(
        Array.from({ length: 10 }, (_, n) => ({ token: n, to, icmp: echo(family, socket.identifier, n) })),
      )
      globalThis.gc()
    }
  })
  assert.equal(replies, 40)
}
