// Pings loopback hosts through one pinger, a window at a time, and prints what became of them as JSON. The pinger is
// never closed: the process has to end by itself. Arguments: count, window, 'worker' to do it in a worker thread.
import { isMainThread, Worker } from 'node:worker_threads'
import { createPinger } from '@icmp/ping'

const [count, window, where] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]]

if (where === 'worker' && isMainThread) {
  new Worker(new URL(import.meta.url), { argv: process.argv.slice(2), stdout: false })
} else {
  const rss = () => {
    globalThis.gc?.()
    return process.memoryUsage.rss()
  }
  const pinger = await createPinger()
  const tally = {}
  let next = 0
  let atTenth = 0
  let ended = 0
  const runner = async () => {
    while (next < count) {
      const n = next++
      const answer = await pinger.ping(`127.${1 + (n >> 16)}.${(n >> 8) & 255}.${1 + (n % 250)}`)
      tally[answer.status] = (tally[answer.status] ?? 0) + 1
      ended++
      if (ended === Math.floor(count / 10)) atTenth = rss()
      if (ended === Math.floor(count / 2)) globalThis.gc?.()
    }
  }
  const started = performance.now()
  await Promise.all(Array.from({ length: window }, runner))
  const seconds = (performance.now() - started) / 1000
  const grown = rss() - atTenth
  console.log(JSON.stringify({ tally, ended, grown, seconds, drops: pinger.localDrops(), transport: pinger.transport }))
}
