// Runs probes one after the other through one pinger that records them. Its argument is {"transport": …, "file": …, "probes":
// [{"target": …, other options}], "sweep": [target, …], "closes": whether it closes the pinger or just comes to its end}.
import { createWriteStream } from 'node:fs'
import { createPinger, sweep } from '@icmp/ping'

const { transport, file, probes, sweep: targets = [], closes = true } = JSON.parse(process.argv[2])
const pcap = createWriteStream(file)
const pinger = await createPinger({ transport, pcap })
for (const { target, ...options } of probes) {
  const { status } = await pinger.ping(target, options)
  console.log(status)
}
let answered = 0
for await (const { ok } of sweep(targets, { pinger })) if (ok) answered++
if (targets.length > 0) console.log(answered)
if (closes) {
  await pinger.close()
  pcap.end()
}
