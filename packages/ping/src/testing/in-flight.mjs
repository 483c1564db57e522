// `node --expose-gc in-flight.mjs <transport> <range> <count> …`: for each count, a sweep of that many silent targets; prints
// the bytes of memory that each of them takes while all are under way, and how they ended.
import { cidr, createPinger, sweep } from '@icmp/ping'

const [transport, range, ...counts] = process.argv.slice(2)

/** Bytes of objects, and of arrays whose bytes lie beside V8's heap. */
async function held() {
  for (let i = 0; i < 4; i++) {
    globalThis.gc()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return { heapUsed, arrayBuffers }
}

function* first(count, targets) {
  let n = 0
  for (const target of targets) {
    if (n++ === count) return
    yield target
  }
}

async function measure(count) {
  const pinger = await createPinger({ transport })
  await pinger.ping('127.0.0.1')
  let given = 0
  function* counted() {
    for (const target of first(count, cidr(range))) {
      given++
      yield target
    }
  }
  const before = await held()
  // An answer is waited for, and the rest goes on by itself.
  const answers = sweep(counted(), { pinger, concurrency: count, timeout: 60_000 })
  const next = answers.next()
  while (given < count) await new Promise((resolve) => setTimeout(resolve, 10))
  // Some leave meanwhile, others wait for room in the receive buffer: all of them are under way.
  await new Promise((resolve) => setTimeout(resolve, 3000))
  const after = await held()
  await answers.return()
  await next
  const drops = pinger.localDrops()
  await pinger.close()
  const left = await held()
  return {
    count,
    heap: (after.heapUsed - before.heapUsed) / count,
    arrays: (after.arrayBuffers - before.arrayBuffers) / count,
    left: left.heapUsed + left.arrayBuffers - before.heapUsed - before.arrayBuffers,
    drops,
  }
}

// Once to have all code compiled.
await measure(1000)
const results = []
for (const count of counts) results.push(await measure(Number(count)))
console.log(JSON.stringify(results, undefined, 1))
