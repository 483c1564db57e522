// `node --expose-gc slow.mjs <transport>`: a sweep and a stream that could give thousands of answers a second, to consumers
// that take 10 ms for each. Prints how many they took, how many requests went out, and what memory did in the second half.
import { createPinger, sweep } from '@icmp/ping'

const [transport] = process.argv.slice(2)
const TAKEN = 400

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

async function held() {
  for (let i = 0; i < 3; i++) {
    globalThis.gc()
    await pause(20)
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

const pinger = await createPinger({ transport })
const sent = { sweep: 0, stream: 0 }
function* endless() {
  for (;;) {
    sent.sweep++
    yield '127.0.0.1'
  }
}
const consumers = {
  sweep: sweep(endless(), { pinger, concurrency: 500 }),
  stream: pinger.stream('127.0.0.1', { interval: 0.5, onSend: () => sent.stream++ }),
}
const taken = { sweep: 0, stream: 0 }

async function consume(until) {
  const one = async (name) => {
    while (taken[name] < until) {
      await consumers[name].next()
      taken[name]++
      await pause(10)
    }
  }
  await Promise.all([one('sweep'), one('stream')])
}

await consume(TAKEN / 2)
const before = await held()
await consume(TAKEN)
const grown = (await held()) - before
console.log(JSON.stringify({ taken, sent, grown, drops: pinger.localDrops() }))
await Promise.all(Object.values(consumers).map((consumer) => consumer.return()))
await pinger.close()
