import type { Output } from './environment.js'

/** Writes lines in the order in which they were said, though some wait for a name. */
export class Lines {
  readonly #output: Output
  #tail: Promise<void> | undefined

  constructor(output: Output) {
    this.#output = output
  }

  say(text: string | Promise<string>): void {
    if (this.#tail === undefined && typeof text === 'string') {
      this.#output.write(text)
      return
    }
    const tail = this.#write(this.#tail, text)
    this.#tail = tail
    void tail.then(() => {
      if (this.#tail === tail) this.#tail = undefined
    })
  }

  async #write(before: Promise<void> | undefined, text: string | Promise<string>): Promise<void> {
    await before
    this.#output.write(await text)
  }

  /** When all of it is written. */
  async flushed(): Promise<void> {
    while (this.#tail !== undefined) await this.#tail
  }
}
