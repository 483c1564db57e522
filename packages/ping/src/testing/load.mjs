// Pings loopback hosts through one pinger, a window at a time, and prints what became of them as JSON. The pinger is
// never closed: the process has to end by itself. What memory it takes is told after each tenth. Arguments: count, window,
// 'worker' to do it in a worker thread.
import { isMainThread, Worker } from 'node:worker_threads'
import { createPinger } from '@icmp/ping'

const [count, window, where] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]]

const ROUNDS = 10

if (where === 'worker' && isMainThread) {
  new Worker(new URL(import.meta.url), { argv: process.argv.slice(2), stdout: false })
} else {
  /** What is held after a collection: objects and what lies beside them; and pages, which V8 gives back some time after it. */
  const memory = async () => {
    for (let i = 0; i < 3; i++) {
      globalThis.gc?.()
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    const { heapUsed, external, rss } = process.memoryUsage()
    return { held: heapUsed + external, resident: rss }
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
      ended++
    }
  }
  const rounds = []
  for (let round = 1; round <= ROUNDS; round++) {
    await Promise.all(Array.from({ length: window }, () => runner((count * round) / ROUNDS)))
    rounds.push(await memory())
  }
  console.log(JSON.stringify({ tally, ended, rounds, drops: pinger.localDrops(), transport: pinger.transport }))
}
