// Pings loopback hosts through one pinger, a window at a time, and prints what became of them as JSON. The pinger is
// never closed: the process has to end by itself. Arguments: count, window, 'worker' to do it in a worker thread.
import { isMainThread, Worker } from 'node:worker_threads'
import { createPinger } from '@icmp/ping'

const [count, window, where] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]]

if (where === 'worker' && isMainThread) {
  new Worker(new URL(import.meta.url), { argv: process.argv.slice(2), stdout: false })
} else {
  // V8 gives pages back some time after a collection, on a thread of its own.
  const resident = async () => {
    for (let i = 0; i < 3; i++) {
      globalThis.gc?.()
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    return process.memoryUsage.rss()
  }
  const pinger = await createPinger()
  const tally = {}
  let next = 0
  let ended = 0
  const runner = async (until) => {
    while (next < until) {
      const n = next++
      const answer = await pinger.ping(`127.${1 + (n >> 16)}.${(n >> 8) & 255}.${1 + (n % 250)}`)
      tally[answer.status] = (tally[answer.status] ?? 0) + 1
      if (++ended === Math.floor(count / 2)) globalThis.gc?.()
    }
  }
  const upTo = (until) => Promise.all(Array.from({ length: window }, () => runner(until)))
  await upTo(count / 10)
  const atTenth = await resident()
  await upTo(count)
  const grown = (await resident()) - atTenth
  console.log(JSON.stringify({ tally, ended, grown, drops: pinger.localDrops(), transport: pinger.transport }))
}
