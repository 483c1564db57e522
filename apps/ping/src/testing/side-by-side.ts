/** Runs the system's ping and icmp-ping with the same arguments in the same place. */
import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('../../dist/bin.js', import.meta.url))

/** The one whose text is matched. */
const VERSION = 'ping from iputils 20221126'

export interface Outcome {
  status: number | null
  stdout: string
  stderr: string
}

/** What runs a command as nobody. */
const USER = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']

/** Why the two can't be compared here, or undefined. */
export function notComparable(): string | undefined {
  let version: string
  try {
    version = execFileSync('ping', ['-V'], { encoding: 'utf8' })
  } catch {
    return 'the program ping is needed'
  }
  if (!version.startsWith(VERSION)) return `${VERSION} is needed`
  return existsSync(PROGRAM) ? undefined : 'icmp-ping is not built'
}

/** A signal to send when the program has printed that many lines. */
export interface Press {
  signal: 'SIGINT' | 'SIGQUIT'
  afterLines: number
}

function run(command: readonly string[], presses: readonly Press[]): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const [program, ...args] = command
    // Not the command itself gets the signal, but what it has become: `ip netns exec` execs.
    const child = spawn(program ?? '', args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, LC_ALL: 'C' },
      timeout: 30_000,
      killSignal: 'SIGKILL',
    })
    const outcome: Outcome = { status: null, stdout: '', stderr: '' }
    const open = [...presses]
    const press = (): void => {
      // What SIGQUIT asks for goes to standard error.
      const count = `${outcome.stdout}${outcome.stderr}`.split('\n').length - 1
      while (open[0] !== undefined && count >= open[0].afterLines) child.kill(open.shift()?.signal)
    }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      outcome.stdout += text
      press()
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      outcome.stderr += text
      press()
    })
    child.on('error', reject)
    child.on('close', (status) => resolve({ ...outcome, status }))
  })
}

/** The outcome of each, with what differs from run to run replaced. */
export async function sideBySide(
  args: readonly string[],
  {
    inside = (command) => [...command],
    before = () => {},
    transport = 'auto',
    presses = [],
    user = false,
  }: SideBySide = {},
): Promise<{ ping: Outcome; ours: Outcome }> {
  const as = user ? USER : []
  before()
  const ping = await run(inside([...as, 'ping', ...args]), presses)
  before()
  const ours = await run(inside([...as, process.execPath, PROGRAM, '--transport', transport, ...args]), presses)
  return { ping: comparable(ping, 'ping'), ours: comparable(ours, 'icmp-ping') }
}

export interface SideBySide {
  /** The command as it runs where it shall run. */
  inside?: (command: readonly string[]) => string[]
  /** Called before each of the two. */
  before?: () => void
  /** For icmp-ping. */
  transport?: 'auto' | 'dgram' | 'raw'
  presses?: readonly Press[]
  /** As somebody who is not root. */
  user?: boolean
}

function comparable({ status, stdout, stderr }: Outcome, name: string): Outcome {
  return { status, stdout: timeless(stdout), stderr: timeless(stderr).replaceAll(`${name}: `, 'ping: ') }
}

/** Times keep their form: how many digits there are before and after the point is part of the text. */
function timeless(text: string): string {
  return text
    .replaceAll(/time=(\d+\.\d{3}|\d\.\d\d|\d\d\.\d|\d{3,}) ms/g, 'time=T ms')
    .replaceAll(/time \d+ms/g, 'time Tms')
    .replaceAll(/^\[\d{10}\.\d{6}\] /gm, '[T] ')
    .replaceAll(/= (\d+\.\d{3}\/){3}\d+\.\d{3} ms/g, '= T/T/T/T ms')
    .replaceAll(/ipg\/ewma \d+\.\d{3}\/\d+\.\d{3} ms/g, 'ipg/ewma T/T ms')
}
