// `node flood.mjs <transport> <address> …`: 200 probes to each at once; prints how those of each address ended.
import { createPinger } from '@icmp/ping'

const [transport, ...targets] = process.argv.slice(2)
const pinger = await createPinger({ transport })
const ends = Object.fromEntries(targets.map((target) => [target, {}]))
const probes = Array.from({ length: 200 }, () => targets).flat()
await Promise.all(
  probes.map(async (target) => {
    const { status } = await pinger.ping(target, { timeout: 20_000 })
    ends[target][status] = (ends[target][status] ?? 0) + 1
  }),
)
console.log(JSON.stringify(ends))
