import type { Probe } from './probe.js'

/** Bytes of echo data that a memory keeps: as many as that many probes of up to 256 bytes can have, eight thousand. */
const MOST_DATA = 2 << 20
/** Shorter data is not worth the look whether it is the same as the last probe's. */
const WORTH_SHARING = 256

/**
 * The last so many ended probes, in a ring: taking the oldest key of a Map instead costs more with each deleted one. A late
 * answer is held against all the data that was sent, so the data stays; but where one probe sent the same as the one before
 * it, which is the rule, they share it, and where large data differ, the oldest are forgotten sooner. Nine thousand probes
 * of 65,507 bytes would be 600 MB.
 */
export class Memory<Context> {
  readonly #size: number
  readonly #forget: (probe: Probe<Context>) => void
  readonly #ring: (Probe<Context> | undefined)[] = []
  /** Bytes of data that came with each of them. */
  readonly #charges: number[] = []
  #oldest = 0
  #count = 0
  #bytes = 0

  /** @param forget told of each one that is forgotten, to make room for another */
  constructor(size: number, forget: (probe: Probe<Context>) => void) {
    this.#size = size
    this.#forget = forget
  }

  add(probe: Probe<Context>): void {
    const charge = this.#share(probe) ? 0 : probe.request.data.length
    while (this.#count > 0 && (this.#count === this.#size || this.#bytes + charge > MOST_DATA)) this.#drop()
    const at = (this.#oldest + this.#count++) % this.#size
    this.#ring[at] = probe
    this.#charges[at] = charge
    this.#bytes += charge
  }

  /** Whether the probe before it keeps the same data, which it then has too. */
  #share(probe: Probe<Context>): boolean {
    const { data } = probe.request
    const last = this.#count > 0 ? this.#ring[(this.#oldest + this.#count - 1) % this.#size]!.request.data : undefined
    if (data === last) return true
    if (last === undefined || data.length <= WORTH_SHARING || !isSame(data, last)) return false
    probe.request = { ...probe.request, data: last }
    return true
  }

  #drop(): void {
    const probe = this.#ring[this.#oldest]!
    this.#bytes -= this.#charges[this.#oldest]!
    this.#ring[this.#oldest] = undefined
    this.#oldest = (this.#oldest + 1) % this.#size
    this.#count--
    this.#forget(probe)
  }

  clear(): void {
    while (this.#count > 0) this.#drop()
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
