// Pings the responder's hosts in every way that there is, a round at a time, and tells what it was told; between rounds it
// is quiet, and tells what it holds. Started by the soak, with `--expose-gc`; a line of JSON each way for each thing said.
// Argument: JSON { seed, transports }.
import { readdirSync, readlinkSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setImmediate as turn } from 'node:timers/promises'
import { createPinger } from '@icmp/ping'
import { Random } from './random.mjs'
import { fillMemory } from './remembered.mjs'
import { now, Tasks } from './tasks.mjs'

const WORKERS = 10
const KINDS = { pings: 35, stream: 30, sweep: 18, pinger: 12, block: 5 }
/** Milliseconds after which a task that has not ended never will: a sweep with three retries takes a tenth of that. */
const STUCK = 60_000

const { seed, transports } = JSON.parse(process.argv[2])
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`)
/** Tasks under way, by number. */
const running = new Map()
/** Pingers that live as long as the process. */
let pingers = []
/** Packets lost in the buffers of pingers that are closed, by transport. */
const dropsOfClosed = Object.fromEntries(transports.map((transport) => [transport, 0]))
let opened = 0

async function worker(range, until) {
  const random = new Random(seed, range)
  const tasks = new Tasks((task) => say({ task }), running, range, random)
  while (now() < until) {
    const kind = random.weighted(KINDS)
    if (kind === 'block') block(random.between(5, 250))
    else if (kind === 'pinger') await ownPinger(random, tasks)
    else await tasks[kind](random.pick(pingers), () => false)
    await turn()
  }
}

/** One that was closed before it had a socket can't tell, and lost nothing. */
function dropsOf(pinger) {
  return pinger.localDrops() ?? 0
}

/** A pinger of its own for a few tasks, closed after them, or under them. */
async function ownPinger(random, tasks) {
  const pinger = await createPinger({ transport: random.pick(transports) })
  opened++
  let closed = false
  const kinds = Array.from({ length: random.between(1, 3) }, () => random.pick(['ping', 'stream', 'sweep']))
  const cutShort = random.chance(0.3) ? random.below(200) : undefined
  const all = Promise.all(kinds.map((kind) => tasks[kind](pinger, () => closed)))
  if (cutShort === undefined) await all
  else await new Promise((resolve) => setTimeout(resolve, cutShort))
  closed = true
  await pinger.close()
  dropsOfClosed[pinger.transport] += dropsOf(pinger)
  await all
}

/** Nothing else runs meanwhile: answers lie unread. */
function block(ms) {
  const until = now() + ms
  while (now() < until);
}

async function round(number, ms) {
  const until = now() + ms
  const workers = Array.from({ length: WORKERS }, (_, n) => worker(number * WORKERS + n, until))
  const watch = setTimeout(() => {
    say({ stuck: [...running.values()] })
    process.exit(3)
  }, ms + STUCK)
  await Promise.all(workers)
  clearTimeout(watch)
  say({ done: number })
}

/** What the process holds when nothing is under way. */
async function sample() {
  for (let n = 0; n < 3; n++) {
    await turn()
    globalThis.gc()
  }
  const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage()
  const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const drops = { ...dropsOfClosed }
  for (const pinger of pingers) drops[pinger.transport] += dropsOf(pinger)
  say({
    sample: {
      heap: heapUsed,
      external: external + arrayBuffers,
      rss,
      descriptors: descriptors(),
      timers,
      drops,
      opened,
    },
  })
}

/** Open descriptors by kind: socket, pipe, anon_inode:[eventfd], … */
function descriptors() {
  const kinds = {}
  for (const number of readdirSync('/proc/self/fd')) {
    let kind
    try {
      kind = readlinkSync(`/proc/self/fd/${number}`).replace(/:\[\d+\]$/, '')
    } catch {
      // The one that listed them.
      continue
    }
    kinds[kind] = (kinds[kind] ?? 0) + 1
  }
  return kinds
}

/** Opens every socket that the lasting pingers will have, so that later samples have as many as the first. */
async function open() {
  pingers = await Promise.all(transports.map((transport) => createPinger({ transport })))
  for (const pinger of pingers) {
    for (const host of ['127.0.0.1', '::1']) for await (const _ of pinger.stream(host, { interval: 0.5, count: 2 }));
  }
}

async function close() {
  for (const pinger of pingers) {
    await pinger.close()
    dropsOfClosed[pinger.transport] += dropsOf(pinger)
  }
  pingers = []
}

// What is opened once for the process, by the addon or by Node, is no leak.
const commands = createInterface({ input: process.stdin })
await open()
await close()
await sample()
await open()
for (const pinger of pingers) await fillMemory(pinger)
say({ ready: true })
for await (const line of commands) {
  const { command, number, ms } = JSON.parse(line)
  if (command === 'round') await round(number, ms)
  else if (command === 'sample') await sample()
  else if (command === 'end') break
}
await close()
await sample()
// From here on nothing of this program keeps it alive: if it stays, something of a pinger's does.
commands.close()
process.stdin.destroy()
