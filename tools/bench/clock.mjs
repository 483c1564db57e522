// How true round-trip times are while the event loop is blocked: against a host that answers after some 5 ms, with the truth
// from a capture on the device that it sits behind. iputils' ping, which has no loop to block, is measured beside it.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { addNamespace, nameOf, noLab, removeNamespace } from '../lab/namespaces.mjs'
import { capture, roundTrips } from './capture.mjs'

const TARGETS = { 4: '10.83.0.2', 6: 'fd83::2' }
const ADDRESSES = ['10.83.0.1/24', 'fd83::1/64']
const DELAY = 5
const INTERVAL = 7
/** Blocked for 20 ms of every 50. */
const BLOCK = 20
const PERIOD = 50
/** Milliseconds of error. */
const GOAL = { median: 0.1, p99: 0.3 }

const here = (name) => fileURLToPath(new URL(name, import.meta.url))

/** Why this can't be measured here, or undefined. */
export function noClockBench() {
  const why = noLab()
  if (why !== undefined) return why
  const missing = ['dumpcap', 'tshark', 'ping'].find((program) => spawnSync(program, ['-v'], { stdio: 'ignore' }).error)
  return missing && `the program ${missing} is needed`
}

/** Measures our transports in both families, and `ping`, each with so many probes. */
export async function clockBench(count = 1000) {
  const why = noClockBench()
  if (why !== undefined) return { missing: why }
  const scratch = mkdtempSync(join(tmpdir(), 'icmp-clock-'))
  const namespace = nameOf('clock')
  let responder
  try {
    addNamespace(namespace)
    responder = await startResponder(namespace)
    const lab = { namespace, device: responder.device, file: join(scratch, 'capture.pcapng') }
    const results = []
    for (const family of [4, 6]) {
      for (const transport of ['raw', 'dgram']) results.push(await ours(lab, transport, family, count))
      results.push(await iputils(lab, family, count))
    }
    return results
  } finally {
    await responder?.stop()
    removeNamespace(namespace)
    rmSync(scratch, { recursive: true, force: true })
  }
}

async function startResponder(namespace) {
  const addresses = ADDRESSES.flatMap((address) => ['--address', address])
  const words = [here('../lab/tun-responder.mjs'), '--namespace', namespace, ...addresses, '--delay', String(DELAY)]
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'close')
  const [line] = await Promise.race([once(child.stdout, 'data'), ended])
  const device = /^ready (\S+)/.exec(String(line))?.[1]
  if (device === undefined) throw new Error('the responder did not start')
  return {
    device,
    stop() {
      child.kill('SIGTERM')
      return ended
    },
  }
}

/** Runs a program in the namespace while what passes the device is captured: so many requests, and their replies. */
async function captured({ namespace, device, file }, requests, command) {
  const capturing = await capture(namespace, device, file, 2 * requests)
  const child = spawn('ip', ['netns', 'exec', namespace, ...command], { stdio: ['ignore', 'pipe', 'inherit'] })
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text
  })
  await once(child, 'close')
  return { stdout, trips: roundTrips(await capturing.stop()) }
}

async function ours(lab, transport, family, count) {
  const numbers = [count, INTERVAL, BLOCK, PERIOD].map(String)
  const command = [process.execPath, here('clock-own.mjs'), transport, TARGETS[family], ...numbers]
  const { stdout, trips } = await captured(lab, count + 1, command)
  const { probes, blocks } = JSON.parse(stdout)
  // One more request than probes: the first is not measured. All went out in their order, through one socket.
  if (trips.length !== count + 1) throw new Error(`${trips.length} of ${count + 1} requests were captured`)
  const truth = ({ sequence }) => trips[sequence]
  const known = probes.filter((probe) => probe.rtt !== undefined && truth(probe).rtt !== undefined)
  const isInBlock = ({ sentAt, rtt }) => blocks.some(([from, to]) => sentAt + rtt > from && sentAt + rtt < to)
  const errors = known.map((probe) => probe.rtt - truth(probe).rtt)
  const { median, p99 } = spread(errors)
  return {
    what: `${transport}, IPv${family}`,
    probes: count,
    compared: known.length,
    kernelStamps: known.filter(({ rttSource }) => rttSource === 'kernel').length,
    answeredWhileBlocked: known.filter((probe) => isInBlock(truth(probe))).length,
    errorMs: spread(errors),
    errorMsByTheLoopsClock: spread(known.map((probe) => probe.byLoop - truth(probe).rtt)),
    goal: GOAL,
    met: median < GOAL.median && p99 < GOAL.p99,
  }
}

async function iputils(lab, family, count) {
  const options = ['-n', '-c', String(count), '-i', String(INTERVAL / 1000), '-W', '2']
  const { stdout, trips } = await captured(lab, count, ['ping', ...options, TARGETS[family]])
  const truth = new Map(trips.map(({ sequence, rtt }) => [sequence, rtt]))
  const errors = [...stdout.matchAll(/icmp_seq=(\d+) .*time=([\d.]+) ms/g)]
    .map(([, sequence, time]) => Number(time) - truth.get(Number(sequence)))
    .filter((error) => !Number.isNaN(error))
  // It prints hundredths of a millisecond.
  return { what: `ping, IPv${family}`, probes: count, compared: errors.length, errorMs: spread(errors) }
}

/** Of the errors without their signs; `bias` is the median with them. */
function spread(errors) {
  const sizes = errors.map(Math.abs).sort((a, b) => a - b)
  const at = (part) => microseconds(sizes[Math.min(sizes.length - 1, Math.floor(sizes.length * part))])
  const signed = [...errors].sort((a, b) => a - b)
  return { median: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1), bias: microseconds(signed[signed.length >> 1]) }
}

/** To a microsecond. */
function microseconds(ms) {
  return ms === undefined ? undefined : Math.round(ms * 1000) / 1000
}
