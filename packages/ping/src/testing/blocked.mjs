// Measures ten round trips with an idle event loop and ten during which it is blocked right after sending.
import { createPinger } from '@icmp/ping'

const [transport, target] = process.argv.slice(2)
const pinger = await createPinger({ transport })
await pinger.ping(target)
const idle = []
const blocked = []
for (let i = 0; i < 10; i++) {
  const { rtt, rttSource } = await pinger.ping(target)
  idle.push({ rtt, rttSource })
  const answer = pinger.ping(target)
  // The request leaves in a microtask of this turn; then nothing runs for 100 ms.
  let blockedFor = 0
  setImmediate(() => {
    const from = performance.now()
    while (blockedFor < 100) blockedFor = performance.now() - from
  })
  const { rtt: rttBlocked, rttSource: source } = await answer
  blocked.push({ rtt: rttBlocked, rttSource: source, blockedFor })
}
console.log(JSON.stringify({ idle, blocked }))
