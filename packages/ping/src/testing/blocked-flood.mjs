// `node blocked-flood.mjs <transport> <target> [bytes of buffer]`: 1,000 probes over four pingers, to a target that answers
// after 500 ms. Once all have left and before the first answer, nothing runs for three seconds; prints how the probes ended.
import { createPinger } from '@icmp/ping'
import { dgramTransport } from '@icmp/transport-dgram'
import { rawTransport } from '@icmp/transport-raw'

const [name, target, buffer] = process.argv.slice(2)
const inner = name === 'raw' ? rawTransport() : dgramTransport()
const receiveBuffer = buffer === undefined ? undefined : Number(buffer)
const transport = { ...inner, open: (options, sink) => inner.open({ ...options, receiveBuffer }, sink) }
const TIMEOUT = 1000
const pingers = await Promise.all(Array.from({ length: 4 }, () => createPinger({ transport })))
let ended = 0
const answers = Array.from({ length: 1000 }, (_, n) =>
  pingers[n % 4].ping(target, { timeout: TIMEOUT }).finally(() => ended++),
)
let blockedFor = 0
let endedBefore = 0
setTimeout(() => {
  endedBefore = ended
  const from = performance.now()
  while (blockedFor < 3000) blockedFor = performance.now() - from
}, 300)
const report = { replies: 0, timeouts: 0, others: 0, latest: 0, sources: {} }
for (const answer of await Promise.all(answers)) {
  if (answer.ok) {
    report.replies++
    report.latest = Math.max(report.latest, answer.rtt)
    report.sources[answer.rttSource] = (report.sources[answer.rttSource] ?? 0) + 1
  } else if (answer.status === 'timeout') report.timeouts++
  else report.others++
}
const drops = pingers.reduce((sum, pinger) => sum + pinger.localDrops(), 0)
console.log(JSON.stringify({ ...report, endedBefore, drops, timeout: TIMEOUT }))
for (const pinger of pingers) await pinger.close()
