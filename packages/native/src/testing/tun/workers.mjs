// Four workers at once, each with a device and a namespace's pings to it, end in the middle of it in their own ways.
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { address, echo, openUsual } from '../icmp.mjs'
import { assert, bringUp, ip, isRequest, open, replyTo } from './tun.mjs'

/** Few: with the sanitizers a round takes its time. */
const ROUNDS = Math.ceil(Number(process.env.ROUNDS ?? 4) / 4)
const WAYS = ['exit', 'natural', 'terminated', 'closed']

/** Answers pings that its own socket sends, on and on. */
function busy({ way, number }) {
  let answered = 0
  const device = open({}, (event, self) => {
    if (event.is !== 'packet' || !isRequest(event.bytes)) return
    self.native.write([replyTo(event.bytes)])
    if (++answered !== 200) return
    parentPort.postMessage('busy')
    if (way === 'exit') process.exit(0)
    if (way === 'natural') for (const { native } of [device, socket]) native.keepAlive(false)
    if (way === 'closed') for (const { native } of [device, socket]) native.close()
  })
  const { name } = device.native
  bringUp(name, { addresses: [`10.84.${number}.1/24`] })
  const to = address(`10.84.${number}.2`)
  const batch = (socket) =>
    Array.from({ length: 20 }, (_, n) => ({ token: n, to, icmp: echo(4, socket.identifier, n) }))
  let replies = 0
  const socket = openUsual('dgram', 4, {}, (event, self) => {
    if (event.is === 'packet' && ++replies % 20 === 0) self.native.send(batch(self))
  })
  for (const { native } of [device, socket]) native.keepAlive(true)
  socket.native.send(batch(socket))
}

async function rounds() {
  for (let round = 0; round < ROUNDS; round++) {
    await Promise.all(
      WAYS.map(
        (way, number) =>
          new Promise((resolve, reject) => {
            const worker = new Worker(new URL(import.meta.url), { workerData: { way, number } })
            worker.once('error', reject)
            worker.once('message', () => {
              if (way === 'terminated') worker.terminate()
            })
            worker.once('exit', resolve)
          }),
      ),
    )
    const left = JSON.parse(ip('-j', 'link', 'show')).filter(({ ifname }) => ifname.startsWith('icmp'))
    assert.deepEqual(left, [], 'a worker left its device')
  }
}

if (isMainThread) await rounds()
else busy(workerData)
