import { NONE, type ProbeTable } from './probe-table.js'

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
export class Memory {
  readonly #size: number
  readonly #probes: ProbeTable
  readonly #forget: (row: number) => void
  readonly #ring: number[] = []
  /** Bytes of data that came with each of them. */
  readonly #charges: number[] = []
  #oldest = 0
  #count = 0
  #bytes = 0

  /** @param forget told of each one that is forgotten, to make room for another */
  constructor(size: number, probes: ProbeTable, forget: (row: number) => void) {
    this.#probes = probes
    this.#size = size
    this.#forget = forget
  }

  add(row: number): void {
    const charge = this.#share(row) ? 0 : this.#probes.request(row).data.length
    while (this.#count > 0 && (this.#count === this.#size || this.#bytes + charge > MOST_DATA)) this.#drop()
    const at = (this.#oldest + this.#count++) % this.#size
    this.#ring[at] = row
    this.#charges[at] = charge
    this.#bytes += charge
  }

  /** Whether the probe before it keeps the same data, which it then has too. */
  #share(row: number): boolean {
    const request = this.#probes.request(row)
    const { data } = request
    const before = this.#count > 0 ? this.#ring[(this.#oldest + this.#count - 1) % this.#size]! : NONE
    const last = before === NONE ? undefined : this.#probes.request(before).data
    if (data === last) return true
    if (last === undefined || data.length <= WORTH_SHARING || !isSame(data, last)) return false
    this.#probes.requests[row] = { ...request, data: last }
    return true
  }

  #drop(): void {
    const row = this.#ring[this.#oldest]!
    this.#bytes -= this.#charges[this.#oldest]!
    this.#oldest = (this.#oldest + 1) % this.#size
    this.#count--
    this.#forget(row)
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
