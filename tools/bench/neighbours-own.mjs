// `node neighbours-own.mjs PINGS IDLE_MS`: round trips to a loopback host over a raw socket, one every two milliseconds, and then
// what an open socket costs that waits for nothing: milliseconds of CPU while it idles. Prints both.
import { setTimeout as pause } from 'node:timers/promises'
import { createPinger } from '@icmp/ping'

const [pings, idle] = process.argv.slice(2).map(Number)
const pinger = await createPinger({ transport: 'raw' })
const rtts = []
let lost = 0
for await (const answer of pinger.stream('127.0.0.1', { count: pings, interval: 2 })) {
  if (answer.ok) rtts.push(answer.rtt)
  else lost++
}
// What compiled meanwhile, and what is left to collect, is no neighbour's.
await pause(200)
const before = process.cpuUsage()
const start = performance.now()
await pause(idle)
const { user, system } = process.cpuUsage(before)
const took = performance.now() - start
await pinger.close()
console.log(JSON.stringify({ rtts, lost, idleShare: (user + system) / 1000 / took }))
