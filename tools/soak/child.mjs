// A child process with which lines of JSON are exchanged.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export class Child {
  #process
  #lines
  #ended

  constructor([program, ...args]) {
    this.#process = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#ended = new Promise((resolve) => this.#process.on('close', resolve))
    // Whoever waits for a line learns of a child that is gone by the end of its lines.
    this.#process.on('error', () => {})
    this.#process.stdin.on('error', () => {})
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]()
  }

  say(line) {
    this.#process.stdin.write(`${JSON.stringify(line)}\n`)
  }

  async next() {
    const { value, done } = await this.#lines.next()
    if (done) throw new Error(`${this.#process.spawnargs.at(-2)} ended early, with ${this.#process.exitCode}`)
    return JSON.parse(value)
  }

  /** Lines up to the one that has that key, which comes last. */
  async upTo(key) {
    const lines = []
    for (;;) {
      const line = await this.next()
      lines.push(line)
      if (key in line || 'stuck' in line) return lines
    }
  }

  /** Milliseconds until it has ended by itself, or `undefined` if it hasn't by then and was killed. */
  async end(limit) {
    const from = performance.now()
    const timer = setTimeout(() => this.kill(), limit)
    await this.#ended
    clearTimeout(timer)
    return this.#process.signalCode === null ? performance.now() - from : undefined
  }

  /** Closes its standard input. */
  finish() {
    this.#process.stdin.end()
  }

  kill() {
    this.#process.kill('SIGKILL')
  }
}
