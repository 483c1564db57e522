import type { Output } from './environment.js'

/** Characters that are kept back at most. */
const ENOUGH = 1 << 16

/**
 * Text that is written in one turn of the event loop goes out in one call: a call for each line took a third of the time
 * of a sweep. What has to come out in its place in between, as a line on standard error, flushes first.
 */
export class BufferedOutput implements Output {
  /** What is called around each writing. */
  around: ((write: () => void) => void) | undefined
  readonly #stream: Output
  #text = ''
  #scheduled = false

  constructor(stream: Output) {
    this.#stream = stream
  }

  write(text: string): void {
    this.#text += text
    if (this.#text.length >= ENOUGH) this.flush()
    else if (!this.#scheduled) {
      this.#scheduled = true
      setImmediate(() => {
        this.#scheduled = false
        this.flush()
      })
    }
  }

  flush(): void {
    if (this.#text === '') return
    const text = this.#text
    this.#text = ''
    const write = (): unknown => this.#stream.write(text)
    if (this.around === undefined) write()
    else this.around(write)
  }
}

/** An output beside a buffered one, in order with it. */
export function beside(first: BufferedOutput, second: Output): Output {
  return {
    write: (text) => {
      first.flush()
      return second.write(text)
    },
  }
}
