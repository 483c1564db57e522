import { type Address, isMulticast } from '../../wire/address.js'

/** Hosts whose local address is remembered. */
const MOST = 4096

/**
 * From which of this host's addresses its packets to another one go. Nobody tells when sending; but replies say where they
 * were sent to, and mostly before their request is written.
 */
export class LocalAddresses {
  readonly #byRemote = new Map<string, Uint8Array>()
  #last: Uint8Array | undefined

  learn(remote: Address, local: Address | undefined): void {
    if (local === undefined || isMulticast(local)) return
    const key = String(remote.bytes)
    if (this.#byRemote.has(key)) return
    if (this.#last === undefined || !same(this.#last, local.bytes)) this.#last = local.bytes.slice()
    if (this.#byRemote.size >= MOST) this.#byRemote.clear()
    this.#byRemote.set(key, this.#last)
  }

  /** For packets to that host. `sure` is false for one that packets to other hosts have gone from. */
  find(remote: Uint8Array): { bytes: Uint8Array | undefined; sure: boolean } {
    const known = this.#byRemote.get(String(remote))
    return known === undefined ? { bytes: this.#last, sure: false } : { bytes: known, sure: true }
  }
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
