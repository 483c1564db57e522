// Four workers at once open, ping and end in the middle of it, each in its own way; the main thread pings on.
import { Worker } from 'node:worker_threads'
import { assert, kinds, LOOPBACK, openUsual } from './icmp.mjs'

const ROUNDS = Number(process.env.ROUNDS ?? 4)
const [{ kind, family, name }] = kinds()
const main = openUsual(kind, family)
main.native.keepAlive(true)
let sequence = 0

for (let round = 0; round < ROUNDS; round++) {
  const endings = ['exit', 'natural', 'terminated', 'closed'].map(
    (way) =>
      new Promise((resolve, reject) => {
        const worker = new Worker(new URL('./worker.mjs', import.meta.url), { workerData: { way, name } })
        worker.once('error', reject)
        worker.once('message', () => {
          if (way === 'terminated') worker.terminate()
        })
        worker.once('exit', resolve)
      }),
  )
  sequence++
  main.send(LOOPBACK[family], sequence)
  await main.until(() => main.replies().length >= sequence)
  await Promise.all(endings)
}
assert.equal(main.of('failed').length, 0)
main.native.close()
