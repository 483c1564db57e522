// A pinger on a raw socket while another process floods the same loopback, in turns with quiet.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpus } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { median, rounded } from './measure.mjs'
import { timed } from './programs.mjs'

const ROUNDS = 5
const PINGS = 1000
const IDLE = 2000

const own = fileURLToPath(new URL('neighbours-own.mjs', import.meta.url))

/** The flood has the last processor for itself where there is more than one: what it takes there is not asked here. */
const pinned = cpus().length > 1 && timed('taskset', ['-V']).why === undefined
const on = (cpu, command) => (pinned ? ['taskset', '-c', String(cpu), ...command] : command)

async function flooded(run) {
  const [program, ...args] = on(cpus().length - 1, ['ping', '-f', '-q', '127.0.0.1'])
  const flood = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  let text = ''
  flood.stdout.setEncoding('utf8').on('data', (part) => {
    text += part
  })
  const start = performance.now()
  try {
    await Promise.race([pause(300), once(flood, 'error').then(([error]) => Promise.reject(error))])
    return run()
  } finally {
    flood.kill('SIGINT')
    if (flood.exitCode === null && flood.pid !== undefined) await once(flood, 'close')
    const sent = /(\d+) packets transmitted/.exec(text)
    if (sent !== null) rates.push(Number(sent[1]) / ((performance.now() - start) / 1000))
  }
}

const rates = []

function measured() {
  const [program, ...args] = on(0, [process.execPath, own, String(PINGS), String(IDLE)])
  const result = timed(program, args)
  if (result.status !== 0) throw new Error(result.why ?? result.stderr)
  const { rtts, lost, idleShare } = JSON.parse(result.stdout)
  rtts.sort((a, b) => a - b)
  return { p50: rtts[rtts.length >> 1], p99: rtts[Math.floor(rtts.length * 0.99)], lost, idleShare }
}

/** The medians of all rounds. */
function summary(rounds) {
  const of = (pick) => rounded(median(rounds.map(pick)))
  return {
    p50: of(({ p50 }) => p50),
    p99: of(({ p99 }) => p99),
    lost: rounds.reduce((sum, { lost }) => sum + lost, 0),
    idleShare: of(({ idleShare }) => idleShare || 1e-6),
  }
}

export async function neighbours() {
  const quiet = []
  const flood = []
  for (let round = 0; round < ROUNDS; round++) {
    quiet.push(measured())
    try {
      flood.push(await flooded(measured))
    } catch (error) {
      return { missing: `ping: ${error.message}` }
    }
  }
  const [calm, noisy] = [summary(quiet), summary(flood)]
  const ratio = rounded(noisy.p99 / calm.p99)
  return {
    pinned,
    floodPerSecond: rounded(median(rates)),
    quiet: calm,
    flooded: noisy,
    latency: { what: 'p99 flooded to quiet', ratio, goal: { atMost: 2 }, met: ratio <= 2 },
    cpu: {
      what: 'share of a core that an idle pinger takes under the flood',
      share: noisy.idleShare,
      goal: { atMost: 0.02 },
      met: noisy.idleShare <= 0.02,
    },
  }
}
