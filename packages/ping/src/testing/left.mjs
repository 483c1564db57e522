// `node left.mjs <transport> <silent address> [close]`: ends streams, sweeps and pings before their time, in all ways that
// there are, over one pinger each. Prints what the process holds afterwards that it did not before: descriptors, threads,
// and what keeps its event loop alive. With `close` each pinger is closed, else none, and the process has to end by itself.
import { readdirSync, readlinkSync } from 'node:fs'
import { createPinger, sweep } from '@icmp/ping'

const [transport, silent, close] = process.argv.slice(2)
const LONG = 3_600_000

const turn = () => new Promise((resolve) => setImmediate(resolve))
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

function holdings() {
  const sockets = []
  for (const fd of readdirSync('/proc/self/fd')) {
    try {
      sockets.push(readlinkSync(`/proc/self/fd/${fd}`).replace(/[0-9]+/g, ''))
    } catch {
      // That of the listing itself.
    }
  }
  const threads = readdirSync('/proc/self/task').length
  return { descriptors: sockets.sort(), threads, active: process.getActiveResourcesInfo().sort() }
}

function* endless(target = silent) {
  for (;;) yield target
}

async function take(answers, ms = 20) {
  const next = answers.next().then(
    () => 'answered',
    ({ code, message }) => code ?? message,
  )
  await pause(ms)
  return next
}

const starts = {
  sweep: (pinger, signal) => sweep(endless(), { pinger, signal, timeout: LONG, concurrency: 5000 }),
  retries: (pinger, signal) => sweep(endless(), { pinger, signal, timeout: 5, retries: 1e6, concurrency: 100 }),
  rate: (pinger, signal) => sweep(endless(), { pinger, signal, timeout: LONG, rate: 2, concurrency: 100 }),
  stream: (pinger, signal) => pinger.stream(silent, { signal, timeout: LONG, interval: 2 }),
  slow: (pinger, signal) => sweep(endless('127.0.0.1'), { pinger, signal, concurrency: 1000 }),
}
const ends = {
  return: (answers) => answers.return(),
  abort: (_, controller) => controller.abort(),
  close: (_, __, pinger) => pinger.close(),
}

const others = {
  'ping, aborted': async (pinger) => {
    const controller = new AbortController()
    const ping = pinger.ping(silent, { timeout: LONG, signal: controller.signal }).catch(({ code }) => code)
    await pause(5)
    controller.abort()
    return ping
  },
  'loop, left': async (pinger) => {
    for await (const { status } of sweep(endless('127.0.0.1'), { pinger })) return status
  },
  'loop, thrown out of': async (pinger) => {
    try {
      for await (const _ of pinger.stream('127.0.0.1', { interval: 1 })) throw new Error('enough')
    } catch ({ message }) {
      return message
    }
  },
  'targets that throw': async (pinger) => {
    function* targets() {
      yield silent
      throw new Error('broken')
    }
    return take(sweep(targets(), { pinger, timeout: LONG }))
  },
  'targets that reject': async (pinger) => {
    async function* targets() {
      yield silent
      throw new Error('broken')
    }
    return take(sweep(targets(), { pinger, timeout: LONG }))
  },
  'targets that never come': async (pinger) => {
    const answers = sweep(
      (async function* () {
        yield '127.0.0.1'
        await new Promise(() => {})
      })(),
      { pinger },
    )
    await answers.next()
    await answers.return()
    return 'left'
  },
  'return before next': async (pinger) => {
    await sweep(endless(), { pinger }).return()
    await pinger.stream(silent).return()
    return 'left'
  },
  'abort before next': async (pinger) => {
    const signal = AbortSignal.abort()
    return [await take(sweep(endless(), { pinger, signal })), await take(pinger.stream(silent, { signal }))].join()
  },
}
for (const [what, start] of Object.entries(starts)) {
  for (const [how, end] of Object.entries(ends)) {
    if (how === 'close' && close === undefined) continue
    others[`${what}, ${how}`] = async (pinger) => {
      const controller = new AbortController()
      const answers = start(pinger, controller.signal)
      const answer = take(answers)
      await pause(20)
      await end(answers, controller, pinger)
      return answer
    }
  }
}

// The addon's thread and descriptors, the resolver's, and all code, are there from the first use on.
const first = await createPinger({ transport })
await first.ping('127.0.0.1')
const sockets = ({ descriptors }) => descriptors.filter((name) => name.startsWith('socket')).length
const open = sockets(holdings())
await first.close()
await pause(10)
const before = holdings()
const outcomes = {}
const kept = {}
for (const [name, run] of Object.entries(others)) {
  const pinger = await createPinger({ transport })
  outcomes[name] = await run(pinger)
  // What holds the loop is gone at once, with the pinger still open; its sockets go with it.
  await turn()
  await turn()
  const active = process.getActiveResourcesInfo().filter((resource) => !before.active.includes(resource))
  if (active.length > 0) kept[`${name}: open`] = active
  if (close !== undefined) {
    await pinger.close()
    const after = holdings()
    if (JSON.stringify(after) !== JSON.stringify(before)) kept[name] = after
  }
}
console.log(JSON.stringify({ outcomes, kept, opened: open - sockets(before) }))
