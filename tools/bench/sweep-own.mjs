// Ours over loopback hosts, several rounds in one process. Prints each round's replies, seconds, seconds of CPU and drops.
import { cidr, createPinger, sweep } from '@icmp/ping'

const [mode, rounds, count] = process.argv.slice(2)
const pinger = await createPinger({ transport: 'raw' })
const results = []
for (let round = 0; round < Number(rounds); round++) {
  let replies = 0
  const cpu = process.cpuUsage()
  const start = performance.now()
  if (mode === 'sweep') {
    for await (const { ok } of sweep(cidr('127.1.0.0/16'), { pinger })) if (ok) replies++
  } else {
    for (let n = 0; n < Number(count); n++) if ((await pinger.ping('127.0.0.1')).ok) replies++
  }
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpu)
  results.push({ replies, seconds, cpu: (user + system) / 1e6 })
}
console.log(JSON.stringify({ rounds: results, localDrops: pinger.localDrops() }))
await pinger.close()
