// A pinger on raw with a given identifier that sends a window of probes for each line on its standard input, and answers
// each with a line of JSON: how the probes ended, how many packets of others it was shown, what its buffer lost, and
// milliseconds of CPU that it had taken before these probes.
// Argument: JSON { identifier, target, window, timeout, trafficClass }.
import { randomFillSync } from 'node:crypto'
import { createInterface } from 'node:readline'
import { Client } from '@icmp/core'
import { rawTransport } from '@icmp/transport-raw'

const { identifier, target, window, timeout, trafficClass } = JSON.parse(process.argv[2])
let foreign = 0
const client = new Client({
  transport: rawTransport({ firstIdentifier: identifier }),
  random: randomFillSync,
  onForeign: () => foreign++,
})
const to = { family: 4, bytes: Uint8Array.from(target.split('.').map(Number)), scope: 0 }
const probe = { to, data: new Uint8Array(56), timeout, trafficClass }
await client.open(probe)
console.log('ready')
for await (const _ of createInterface({ input: process.stdin })) {
  const { user, system } = process.cpuUsage()
  const tally = {}
  const count = ({ status }) => {
    tally[status] = (tally[status] ?? 0) + 1
  }
  await Promise.all(Array.from({ length: window }, () => client.probe(probe).then(count)))
  console.log(JSON.stringify({ tally, foreign, drops: client.drops(), cpu: (user + system) / 1000 }))
}
