/** What other programs say of a lie, in their own words. */
import { spawn, spawnSync } from 'node:child_process'
import type { Family } from '@icmp/core'
import { addressOf } from './addresses.js'
import type { Numbered } from './lies.js'
import { type Stage, UNPRIVILEGED } from './stage.js'
import { fpingWords, pingWords, type Words } from './words.js'

/** Milliseconds that fping waits: as long as it takes, or where all is told before the next request not that long. */
const FPING_TIMEOUT = { patient: 30_000, short: 1000 }
/** First identifiers: those that lies make of them are nobody else's either. */
const IDENTIFIERS = { raw: 0x1000, dgram: 0x2000 }

/** Milliseconds from one request to the next. */
const INTERVAL = 200

/** Why their words can't be compared here, or undefined. */
export function noPrograms(): string | undefined {
  const versions = {
    ping: ['-V', 'ping from iputils 20221126'],
    fping: ['-v', 'fping: Version 5.1'],
    setpriv: ['-V', 'setpriv'],
  }
  for (const [program, [option, version]] of Object.entries(versions)) {
    const { stdout } = spawnSync(program, [option!], { encoding: 'utf8' })
    if (stdout?.startsWith(version!) !== true) return `${version} is needed`
  }
  return undefined
}

/** Ends a program with SIGINT when a line that it prints matches; its output up to then, and its errors. */
function until(command: readonly string[], line: RegExp, limit = 50_000): Promise<{ stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const [program, ...args] = command
    const child = spawn(program!, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, LC_ALL: 'C' } })
    const timer = setTimeout(() => child.kill('SIGKILL'), limit)
    let stdout = ''
    let stderr = ''
    let seen = false
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      if (seen || !line.test(stdout)) return
      seen = true
      child.kill('SIGINT')
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.on('error', reject)
    child.on('close', (_, signal) => {
      clearTimeout(timer)
      if (signal === null) resolve({ stdout, stderr })
      else reject(new Error(`${command.join(' ')} ended by ${signal}: ${stdout}${stderr}`))
    })
  })
}

/** iputils' ping, with a raw socket as root or a datagram socket as nobody. */
export async function askPing(
  stage: Stage,
  family: Family,
  numbered: Numbered,
  socket: 'raw' | 'dgram',
): Promise<Words> {
  const { number, lie } = numbered
  const nobody = ['setpriv', `--reuid=${UNPRIVILEGED}`, `--regid=${UNPRIVILEGED}`, '--clear-groups']
  const times = ['-i', String((lie.spacing ?? INTERVAL) / 1000)]
  const identifier = ['-e', String(IDENTIFIERS[socket] + number * 4)]
  const ping = ['ping', `-${family}`, '-n', ...identifier, ...times, addressOf(family, 'liar', number)]
  const command = stage.inside(socket === 'raw' ? ping : [...nobody, ...ping])
  const after = new RegExp(`icmp_seq=${lie.requests + 2}\\b`)
  return pingWords(await until(command, after), lie.requests)
}

/** fping as root, which gives it raw sockets. Its identifier is its process id: lies to others have to be told alone. */
export async function askFping(stage: Stage, family: Family, numbered: Numbered): Promise<Words> {
  const { number, lie } = numbered
  const timeout = lie.spacing === undefined ? FPING_TIMEOUT.patient : FPING_TIMEOUT.short
  const times = ['-p', String(lie.spacing ?? INTERVAL), '-t', String(timeout)]
  const address = addressOf(family, 'liar', number)
  const command = stage.inside(['fping', `-${family}`, '-l', ...times, address])
  return fpingWords(await until(command, new RegExp(`\\[${lie.requests + 1}\\], `)), lie.requests)
}
