/** Names of the addresses that answer, as iputils prints them: `localhost (127.0.0.1)`. */
export class Names {
  readonly #numeric: boolean
  readonly #nameOf: (address: string) => Promise<string | undefined>
  readonly #known = new Map<string, string | Promise<string>>()
  #stop: (() => void) | undefined
  readonly #stopped: Promise<undefined>

  constructor(numeric: boolean, nameOf: (address: string) => Promise<string | undefined>) {
    this.#numeric = numeric
    this.#nameOf = nameOf
    this.#stopped = new Promise((resolve) => {
      this.#stop = () => resolve(undefined)
    })
  }

  /** At once where it can be: a line has to wait for a name only the first time. */
  of(address: string): string | Promise<string> {
    if (this.#numeric) return address
    const known = this.#known.get(address)
    if (known !== undefined) return known
    const asked = this.#ask(address).then((text) => {
      this.#known.set(address, text)
      return text
    })
    this.#known.set(address, asked)
    return asked
  }

  async #ask(address: string): Promise<string> {
    const name = await Promise.race([this.#nameOf(address), this.#stopped])
    return name === undefined || name === address ? address : `${name} (${address})`
  }

  /** No more waiting for resolvers: what is unknown now is printed as an address. */
  stop(): void {
    this.#stop?.()
  }
}
