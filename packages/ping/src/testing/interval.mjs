// `node interval.mjs <transport> <interval> <count>`: pings the loopback at that interval and prints as JSON how long it took,
// what of the processor, and each request's time and lag.
import { createPinger } from '@icmp/ping'

const [transport, interval, count] = process.argv.slice(2)
const pinger = await createPinger({ transport })
// Opens the socket.
await pinger.ping('127.0.0.1')
const sent = []
const onSend = (_, lag) => sent.push([performance.now(), lag])
let replies = 0
const cpu = process.cpuUsage()
const from = performance.now()
for await (const { ok } of pinger.stream('127.0.0.1', { interval: Number(interval), count: Number(count), onSend })) {
  if (ok) replies++
}
const took = performance.now() - from
const { user, system } = process.cpuUsage(cpu)
console.log(JSON.stringify({ replies, took, cpu: (user + system) / 1000, sent }))
await pinger.close()
