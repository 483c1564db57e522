// Pings a host while the event loop is blocked for part of the time. Arguments: transport, target, count, milliseconds
// between requests, milliseconds of each block, and of the time from one block to the next. Prints JSON: for each probe its
// sequence, round trip and clock, what the loop's own clock took for it, and the blocks, in milliseconds since 1970.
import { createPinger } from '@icmp/ping'

const [transport, target, ...numbers] = process.argv.slice(2)
const [count, interval, block, period] = numbers.map(Number)
const pinger = await createPinger({ transport })
// The first ping opens the socket, and is not measured.
await pinger.ping(target)

const epoch = () => performance.timeOrigin + performance.now()
const blocks = []
const timer = setInterval(() => {
  const from = epoch()
  while (epoch() < from + block);
  blocks.push([from, epoch()])
}, period)

const sentAt = []
const onSend = (sequence) => {
  sentAt[sequence] = performance.now()
}
const probes = []
for await (const { sequence, status, rtt, rttSource } of pinger.stream(target, {
  interval,
  count,
  onSend,
  timeout: 2000,
})) {
  probes.push({ sequence, status, rtt, rttSource, byLoop: performance.now() - sentAt[sequence] })
}
clearInterval(timer)
console.log(JSON.stringify({ probes, blocks }))
await pinger.close()
