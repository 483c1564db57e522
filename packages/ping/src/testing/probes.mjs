// Runs probes one after the other through one pinger and prints each answer, or error, as a line of JSON. Its argument is
// {"transport": …, "probes": [{"target": …, other options}]}.
import { createPinger } from '@icmp/ping'

const { transport, probes } = JSON.parse(process.argv[2])
const pinger = await createPinger({ transport })
for (const { target, ...options } of probes) {
  try {
    console.log(JSON.stringify(await pinger.ping(target, options)))
  } catch (error) {
    console.log(JSON.stringify({ target, error: error.code }))
  }
}
