// What passed a network device, by the kernel's own stamps: captured by dumpcap, read by tshark.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'

const TYPES = { 8: 'request', 128: 'request', 0: 'reply', 129: 'reply' }
const FIELDS = ['frame.time_epoch', 'icmp.type', 'icmpv6.type', 'icmp.ident', 'icmpv6.echo.identifier', 'icmp.seq']
const ECHOES = 'icmp[0] == 8 or icmp[0] == 0 or (icmp6 and (ip6[40] == 128 or ip6[40] == 129))'
/** Milliseconds within which dumpcap says that it captures, and after the last packet should have it. */
const START = 20_000
const END = 5000

/**
 * Begins to capture that many echoes on a device of a namespace, into a file.
 * @returns `stop`, which gives them: see `echoesOf`. Fewer, when no more came
 */
export async function capture(namespace, device, file, count) {
  const options = ['-q', '-i', device, '-f', ECHOES, '-c', String(count), '-w', file]
  const words = ['netns', 'exec', namespace, 'dumpcap', ...options]
  const child = spawn('ip', words, { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said += text
    if (said.includes('File: ')) child.emit('begun')
  })
  const ended = once(child, 'close')
  const begun = once(child, 'begun', { signal: AbortSignal.timeout(START) })
  await Promise.race([begun, ended.then(() => Promise.reject(new Error(`dumpcap: ${said.trim()}`)))])
  return {
    async stop() {
      // Stopped by a signal it would leave behind what still lies in the kernel's buffer: so it counts, and ends by itself.
      const timer = setTimeout(() => child.kill('SIGINT'), END)
      await ended
      clearTimeout(timer)
      const fields = [...FIELDS, 'icmpv6.echo.sequence_number'].flatMap((field) => ['-e', field])
      const read = spawnSync('tshark', ['-n', '-r', file, '-T', 'fields', ...fields], {
        encoding: 'utf8',
        maxBuffer: 1 << 28,
      })
      rmSync(file, { force: true })
      if (read.status !== 0) throw new Error(`tshark: ${read.error?.message ?? read.stderr.trim()}`)
      return echoesOf(read.stdout)
    },
  }
}

/** Echoes as tshark tells them, a line each: `{ kind, at, identifier, sequence }`, with `at` in milliseconds since 1970. */
export function echoesOf(text) {
  return text.split('\n').flatMap((line) => {
    const [time, type4, type6, identifier4, identifier6, sequence4, sequence6] = line.split('\t')
    const kind = TYPES[Number(type4 || type6 || Number.NaN)]
    if (kind === undefined) return []
    // tshark gives an ICMPv4 field in both byte orders, the wire's first.
    const number = (v4, v6) => Number((v4 || v6).split(',')[0])
    return [{ kind, time, identifier: number(identifier4, identifier6), sequence: number(sequence4, sequence6) }]
  })
}

/**
 * Round trips by identifier and sequence, in the order of the requests: `{ identifier, sequence, sentAt, rtt }`, in
 * milliseconds; `rtt` is `undefined` where no reply passed.
 */
export function roundTrips(echoes) {
  const trips = new Map()
  for (const { kind, time, identifier, sequence } of echoes) {
    const key = `${identifier} ${sequence}`
    const trip = trips.get(key)
    if (kind === 'request' && trip === undefined) trips.set(key, { identifier, sequence, sentAt: time })
    // The first reply counts, as it does for whoever waits.
    else if (kind === 'reply' && trip !== undefined) trip.rtt ??= between(trip.sentAt, time)
  }
  return [...trips.values()].map((trip) => ({ ...trip, sentAt: Number(trip.sentAt) * 1000 }))
}

/** Milliseconds between two times as decimal seconds: nanoseconds since 1970 are more than a double holds. */
function between(from, to) {
  const [seconds, nanoseconds] = [from, to].map((time) => time.split('.'))
  const part = (fraction = '') => Number(fraction.padEnd(9, '0').slice(0, 9))
  return (Number(nanoseconds[0]) - Number(seconds[0])) * 1e3 + (part(nanoseconds[1]) - part(seconds[1])) / 1e6
}
