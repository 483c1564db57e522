// Sweeps of loopback hosts and one-by-one pings, against fping, net-ping, iputils and C, all in turn in one run.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median, rounded } from './measure.mjs'
import { compiled, netPing, timed } from './programs.mjs'

const HOSTS = 60_000
const ROUNDS = 5
const ONE_BY_ONE = 50_000
const BATCH = 32

const here = (name) => fileURLToPath(new URL(name, import.meta.url))
const cli = fileURLToPath(new URL('../../apps/ping/dist/bin.js', import.meta.url))

/** Rounds of all ways in turn; a way that can't run here gives `why`, and is left alone. */
function inTurn(ways) {
  const results = Object.fromEntries(Object.keys(ways).map((name) => [name, []]))
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, way] of Object.entries(ways)) {
      if (results[name].why === undefined) {
        const result = way()
        if (result.why !== undefined) results[name] = { why: result.why }
        else results[name].push(result)
      }
    }
  }
  return results
}

const middle = (results, pick) => (results.why === undefined ? rounded(median(results.map(pick))) : undefined)

/** Which ratios should be at least what, and which of them are; a peer that is missing tells nothing. */
function held(ratios, goal) {
  const names = Object.keys(goal).filter((name) => ratios[name] !== undefined)
  return { goal, met: Object.fromEntries(names.map((name) => [name, ratios[name] >= goal[name]])) }
}

function whole(file) {
  const done = (program, result) => {
    if (result.why !== undefined) return result
    // fping says 1 when a host gave no answer.
    if (result.status !== 0) return { why: `${program} ended with ${result.status}: ${result.stderr.slice(-200)}` }
    return result
  }
  const ours = ['--sweep', '-q', '--file', file, '--timeout', '500']
  const results = inTurn({
    'icmp-ping --sweep -q': () => done('icmp-ping', timed(process.execPath, [cli, ...ours])),
    'fping -q -i 0 -r 0 -t 500': () =>
      done('fping', timed('fping', ['-q', '-i', '0', '-r', '0', '-t', '500', '-f', file])),
    'node, doing nothing': () => timed(process.execPath, ['-e', '0']),
  })
  const table = Object.fromEntries(
    Object.entries(results).map(([name, result]) => [
      name,
      result.why === undefined ? { ms: middle(result, ({ ms }) => ms), cpu: middle(result, ({ cpu }) => cpu) } : result,
    ]),
  )
  const [own, fping] = Object.values(table)
  const ratioToFping = fping.ms && rounded(fping.ms / own.ms)
  return { hosts: HOSTS, table, ratioToFping, ...held({ ratioToFping }, { ratioToFping: 1.3 }) }
}

function steady(file) {
  const json = (result) => (result.why === undefined ? JSON.parse(result.stdout) : result)
  const peer = compiled('sweep-peer')
  const netPingAt = netPing()
  const rate = ({ replies, seconds }) => replies / seconds
  const cpuOf = ({ replies, cpu }) => (cpu / replies) * 1e6
  // fping has no start worth the name: its whole process is its steady state.
  const fping = () => {
    const result = timed('fping', ['-q', '-i', '0', '-r', '0', '-t', '500', '-f', file])
    return result.why === undefined ? { replies: HOSTS, seconds: result.ms / 1000, cpu: result.cpu / 1000 } : result
  }
  const results = inTurn({
    // The fastest of its rounds, but for the first two, which V8 takes to compile it.
    sweep: () => {
      const { rounds } = json(timed(process.execPath, [here('sweep-own.mjs'), 'sweep', '6']))
      return rounds.slice(2).reduce((best, round) => (rate(round) > rate(best) ? round : best))
    },
    fping,
    'net-ping': () =>
      netPingAt.why === undefined
        ? json(timed(process.execPath, [here('sweep-net-ping.cjs'), '20000', '100'], { cwd: netPingAt.directory }))
        : netPingAt,
    C: () => (peer.why === undefined ? json(timed(peer.program, [String(HOSTS), String(BATCH)])) : peer),
  })
  const table = Object.fromEntries(
    Object.entries(results).map(([name, result]) => [
      name,
      result.why === undefined
        ? { perSecond: middle(result, rate), cpuMicrosecondsPerEcho: middle(result, cpuOf), replies: result[0].replies }
        : result,
    ]),
  )
  const ratio = (name) => table[name].perSecond && rounded(table.sweep.perSecond / table[name].perSecond)
  const ratios = { ratioToFping: ratio('fping'), ratioToNetPing: ratio('net-ping'), ratioToC: ratio('C') }
  const cpuToFping =
    table.fping.perSecond && rounded(table.sweep.cpuMicrosecondsPerEcho / table.fping.cpuMicrosecondsPerEcho)
  const goals = held(ratios, { ratioToFping: 1.5, ratioToNetPing: 4, ratioToC: 0.9 })
  return { table, ...ratios, ...goals, cpuToFping, cpuGoal: { atMost: 1.3 }, cpuMet: cpuToFping && cpuToFping <= 1.3 }
}

function oneByOne() {
  const results = inTurn({
    'await ping()': () => {
      const { rounds } = JSON.parse(
        timed(process.execPath, [here('sweep-own.mjs'), 'one', '4', `${ONE_BY_ONE / 4}`]).stdout,
      )
      const { replies, seconds } = rounds.at(-1)
      return { perSecond: replies / seconds }
    },
    'ping -A': () => {
      const result = timed('ping', ['-A', '-q', '-c', String(ONE_BY_ONE), '127.0.0.1'])
      if (result.why !== undefined) return result
      const time = /time (\d+)ms/.exec(result.stdout)
      return time === null ? { why: result.stderr } : { perSecond: ONE_BY_ONE / (Number(time[1]) / 1000) }
    },
  })
  const [own, ping] = Object.values(results).map((result) => middle(result, ({ perSecond }) => perSecond))
  const ratio = ping && rounded(own / ping)
  return { 'await ping()': own, 'ping -A': ping ?? results['ping -A'].why, ratio, ...held({ ratio }, { ratio: 0.8 }) }
}

export function sweepBench() {
  const scratch = mkdtempSync(join(tmpdir(), 'icmp-bench-'))
  try {
    const file = join(scratch, 'hosts')
    writeFileSync(file, Array.from({ length: HOSTS }, (_, n) => `127.1.${n >> 8}.${n & 255}\n`).join(''))
    return { wholeProcess: whole(file), steadyState: steady(file), oneByOne: oneByOne() }
  } finally {
    rmSync(scratch, { recursive: true })
  }
}
