/** Runs programs for live tests, in a namespace or as another user, and gives back what they printed. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Outcome {
  code: number | null
  stdout: string
  stderr: string
}

export const CLI: string = fileURLToPath(new URL('../../../../apps/ping/dist/bin.js', import.meta.url))

export function script(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url))
}

/** Ends the program after `limit` ms, so that a hang fails a test instead of the whole run. */
export function run(
  command: readonly string[],
  { limit = 50_000, env = {} }: { limit?: number; env?: Record<string, string> } = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command[0]!, command.slice(1), {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
      timeout: limit,
      killSignal: 'SIGKILL',
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}

/** The same of a script that prints one JSON value, and nothing on standard error. */
export async function told<T>(
  command: readonly string[],
  options: { limit?: number } = {},
): Promise<{ code: number | null; value: T }> {
  const { code, stdout, stderr } = await run(command, options)
  if (stderr !== '') throw new Error(`${command.join(' ')} ended with ${code}: ${stderr}`)
  return { code, value: JSON.parse(stdout) as T }
}

export interface Running {
  /** Writes a line to its standard input and waits for one on its standard output. */
  ask(line: string): Promise<string>
  /** Closes its standard input, at which it ends by itself. */
  stop(): Promise<void>
}

/** Starts a program that prints a line when it is ready and ends when its standard input does. */
export function start(command: readonly string[]): Promise<Running> {
  return new Promise((resolve, reject) => {
    const child = spawn(command[0]!, command.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] })
    const ended = new Promise<void>((done) => child.on('close', () => done()))
    child.on('error', reject)
    child.on('close', (code) => reject(new Error(`${command.join(' ')} ended with ${code} before it was ready`)))
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const next = async (): Promise<string> => {
      const { value, done } = await lines.next()
      if (done === true) throw new Error(`${command.join(' ')} ended without an answer`)
      return value
    }
    const running: Running = {
      ask: (line) => {
        child.stdin.write(`${line}\n`)
        return next()
      },
      stop: () => {
        child.stdin.end()
        return ended
      },
    }
    next().then(() => resolve(running), reject)
  })
}
