// `node scale.mjs <options>`: sweeps many hosts and prints how they ended, whether each did once, what the own buffer lost and
// what memory the process took at most. Options are JSON: { transport, count, concurrency, silent: every how many-th target
// is one of 127.200.0.0/13; timeout, retries, as: the user and group to become once all code is loaded, without capabilities }.
import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { availableTransports, createPinger, sweep } from '@icmp/ping'
import { dgramTransport } from '@icmp/transport-dgram'
import { rawTransport } from '@icmp/transport-raw'

const { transport, count, concurrency, silent = 0, timeout, retries, buffer, as } = JSON.parse(process.argv[2])
if (as !== undefined) {
  await availableTransports()
  process.setgroups([])
  process.setgid(as)
  process.setuid(as)
  assert.match(readFileSync('/proc/self/status', 'utf8'), /^CapEff:\t0+$/m)
}

const isSilent = (n) => silent > 0 && n % silent === 0
/** All different: what answers lies in 127.1.0.0 to 127.99.255.255. */
const targetOf = (n) => `127.${(isSilent(n) ? 200 : 1) + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`

function* targets() {
  for (let n = 0; n < count; n++) yield targetOf(n)
}

const inner = transport === 'raw' ? rawTransport() : dgramTransport()
let slots
const pinger = await createPinger({
  transport: {
    ...inner,
    open: async (options, sink) => {
      const socket = await inner.open({ ...options, receiveBuffer: buffer }, sink)
      slots = socket.capabilities.receiveSlots
      return socket
    },
  },
})
const ends = new Uint8Array(count)
const tally = { answering: {}, silent: {} }
let rss = 0
const start = performance.now()
for await (const { target, status } of sweep(targets(), { pinger, concurrency, timeout, retries })) {
  const [, a, b, c] = target.split('.').map(Number)
  const n = ((a >= 200 ? a - 200 : a - 1) << 16) + (b << 8) + c
  assert.equal(target, targetOf(n))
  ends[n]++
  const kind = tally[isSilent(n) ? 'silent' : 'answering']
  kind[status] = (kind[status] ?? 0) + 1
  if (n % 1000 === 0) rss = Math.max(rss, process.memoryUsage.rss())
}
const seconds = (performance.now() - start) / 1000
const highest = Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024
const once = ends.every((times) => times === 1)
console.log(JSON.stringify({ tally, once, drops: pinger.localDrops(), slots, rss, highest, seconds }))
await pinger.close()
