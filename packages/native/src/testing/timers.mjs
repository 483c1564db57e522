// Timers: `precise`, `order`, and ways to end while they wait: `held`, `unheld`, `exit`, `workers`.
import { Worker } from 'node:worker_threads'
import { clock } from '../../dist/index.js'
import { assert } from './icmp.mjs'

const timer = (delay) => new Promise((resolve) => clock.setTimer(delay, resolve))

/** How long each of many took, in order. */
async function durations(count, wait) {
  const took = []
  for (let i = 0; i < count; i++) {
    const before = clock.now()
    await wait()
    took.push(clock.now() - before)
  }
  return took.sort((a, b) => a - b)
}

async function precise() {
  const fine = await durations(200, () => timer(0.3))
  const coarse = await durations(200, () => new Promise((resolve) => setTimeout(resolve, 1)))
  assert.ok(fine[0] >= 0.3, `one fired after ${fine[0]} ms`)
  // Both medians are of this machine as busy as it is now; a timer of the event loop's would be no shorter than one.
  assert.ok(fine[100] * 1.5 < coarse[100], `median ${fine[100]} ms, of setTimeout(1) ${coarse[100]} ms`)
  for (const delay of [0, 0.05, 1, 1.999, 2, 2.001, 3.7, 12.3]) {
    const took = await durations(20, () => timer(delay))
    assert.ok(took[0] >= delay, `a timer of ${delay} ms fired after ${took[0]}`)
  }
}

async function order() {
  const fired = []
  const thrown = []
  process.on('uncaughtException', (error) => thrown.push(error.message))
  const set = (name, delay) => clock.setTimer(delay, () => fired.push(name))
  set('c', 1.2)
  set('b', 0.9)
  const never = set('cancelled', 0.4)
  clock.setTimer(0.2, () => {
    fired.push('a')
    throw new Error('thrown on purpose')
  })
  const later = set('cancelled from within', 1.5)
  clock.setTimer(1.5, () => later.cancel()).cancel()
  clock.setTimer(1.4, () => later.cancel())
  never.cancel()
  never.cancel()
  never.hold(true)
  await timer(1.9)
  assert.deepEqual(fired, ['a', 'b', 'c'])
  assert.deepEqual(thrown, ['thrown on purpose'])
  // Set from within, and many at once.
  for (let i = 0; i < 50; i++) await new Promise((resolve) => clock.setTimer(0.1, () => clock.setTimer(0.1, resolve)))
  let left = 2000
  const all = new Promise((resolve) => {
    for (let i = 2000; i > 0; i--) clock.setTimer(i / 1000, () => --left === 0 && resolve())
  })
  await all
}

/** The only thing that could keep the process alive is the timer. */
function held() {
  let fired = 0
  const waiting = clock.setTimer(1.7, () => fired++)
  waiting.hold(false)
  waiting.hold(true)
  clock.setTimer(7.7, () => fired++)
  process.on('exit', () => assert.equal(fired, 2))
}

/** One sets the next for ever, and the process ends all the same. */
function unheld() {
  const again = () => clock.setTimer(0.3, again).hold(false)
  again()
  clock.setTimer(60_000.5, again).hold(false)
}

function exit() {
  for (let i = 0; i < 100; i++) clock.setTimer(i / 50, () => i === 50 && process.exit(0))
}

/** They end with timers on their way, each in its own way. */
async function workers() {
  const source = new URL('./timers.mjs', import.meta.url)
  for (let round = 0; round < Number(process.env.ROUNDS ?? 4); round++) {
    const endings = ['exit', 'unheld', 'held', 'order', 'terminated'].map(
      (way) =>
        new Promise((resolve, reject) => {
          const worker = new Worker(source, { argv: [way] })
          worker.once('error', reject)
          worker.once('exit', resolve)
          if (way === 'terminated') worker.once('online', () => clock.setTimer(3.3, () => worker.terminate()))
        }),
    )
    await timer(0.3)
    await Promise.all(endings)
  }
}

/** For ever, until somebody terminates it. */
function terminated() {
  const again = () => clock.setTimer(0.1, again)
  again()
}

await { precise, order, held, unheld, exit, workers, terminated }[process.argv[2]]()
