import { DRAIN, ENTRY_LOCAL, ENTRY_RECORD, PACKET_RECORD, SLOTS } from './layout.js'
import type { Incoming, NativeAddress, NativeStamp, QueuedError } from './types.js'

const none = new Uint8Array(0)

/** The memory of one `drain`: packets, entries of the error queue, and a header. The addon fills it, this reads it. */
export class DrainArena {
  readonly buffer: ArrayBuffer = new ArrayBuffer(DRAIN.bytes)
  readonly #bytes: Uint8Array = new Uint8Array(this.buffer)
  readonly #ints: Uint32Array = new Uint32Array(this.buffer, 0, DRAIN.quotes / 4)
  readonly #signed: Int32Array = new Int32Array(this.buffer, 0, DRAIN.quotes / 4)
  readonly #doubles: Float64Array = new Float64Array(this.buffer, 0, DRAIN.quotes / 8)
  /** Views cost more than packets of 64 bytes to copy: each slot keeps its last ones, as replies tend to be equally long. */
  readonly #views: Uint8Array[] = new Array<Uint8Array>(SLOTS).fill(none)
  readonly #addresses: Map<number, Uint8Array> = new Map()

  get packets(): number {
    return this.#ints[DRAIN.packets / 4]!
  }
  get entries(): number {
    return this.#ints[DRAIN.entries / 4]!
  }
  /** errno of a socket that can't be read any more, or 0. */
  get error(): number {
    return this.#signed[DRAIN.error / 4]!
  }

  #stamp(kernel: number): NativeStamp {
    const monotonic = this.#doubles[DRAIN.monotonic / 8]!
    if (kernel === 0) return { monotonic }
    return { monotonic, kernel, offset: this.#doubles[DRAIN.offset / 8]! }
  }

  #address(family: 4 | 6, at: number, scope: number): NativeAddress {
    const key = family === 4 ? at : at + 1
    let bytes = this.#addresses.get(key)
    if (!bytes) {
      bytes = this.#bytes.subarray(at, at + (family === 4 ? 4 : 16))
      this.#addresses.set(key, bytes)
    }
    return { family, bytes, scope }
  }

  packetData(index: number): Uint8Array {
    const given = this.#ints[(DRAIN.packetRecords + index * DRAIN.packetBytes + PACKET_RECORD.given) / 4]!
    let view = this.#views[index]!
    if (view.length !== given) {
      const at = DRAIN.data + index * DRAIN.stride
      view = this.#bytes.subarray(at, at + given)
      this.#views[index] = view
    }
    return view
  }

  packetMeta(index: number, family: 4 | 6): Incoming {
    const base = DRAIN.packetRecords + index * DRAIN.packetBytes
    const at = base / 4
    const hopLimit = this.#signed[at + PACKET_RECORD.hopLimit / 4]!
    return {
      from: this.#address(family, base + PACKET_RECORD.from, this.#ints[at + PACKET_RECORD.fromScope / 4]!),
      to: this.#ints[at + PACKET_RECORD.hasTo / 4]
        ? this.#address(family, base + PACKET_RECORD.to, this.#ints[at + PACKET_RECORD.toScope / 4]!)
        : undefined,
      hopLimit: hopLimit < 0 ? undefined : hopLimit,
      length: this.#ints[at + PACKET_RECORD.length / 4]!,
      at: this.#stamp(this.#doubles[base / 8]!),
    }
  }

  entryKind(index: number): number {
    return this.#entry(index, ENTRY_RECORD.kind)
  }
  /** The id of a transmit stamp, and its kernel time; 0: no stamp. */
  entryStampId(index: number): number {
    return this.#entry(index, ENTRY_RECORD.stampId)
  }
  entryKernel(index: number): number {
    return this.#doubles[(DRAIN.entryRecords + index * DRAIN.entryBytes) / 8]!
  }

  #entry(index: number, field: number): number {
    return this.#ints[(DRAIN.entryRecords + index * DRAIN.entryBytes + field) / 4]!
  }

  entryError(index: number, family: 4 | 6): QueuedError {
    const base = DRAIN.entryRecords + index * DRAIN.entryBytes
    const quote = DRAIN.quotes + index * DRAIN.quoteStride
    const field = (offset: number): number => this.#ints[(base + offset) / 4]!
    return {
      origin: field(ENTRY_RECORD.kind) === ENTRY_LOCAL ? 'local' : 'network',
      errno: field(ENTRY_RECORD.error),
      from: field(ENTRY_RECORD.hasFrom)
        ? this.#address(family, base + ENTRY_RECORD.from, field(ENTRY_RECORD.fromScope))
        : undefined,
      to: this.#address(family, base + ENTRY_RECORD.to, field(ENTRY_RECORD.toScope)),
      type: field(ENTRY_RECORD.type),
      code: field(ENTRY_RECORD.code),
      info: field(ENTRY_RECORD.info),
      quoted: this.#bytes.subarray(quote, quote + field(ENTRY_RECORD.quoted)),
      at: this.#stamp(this.entryKernel(index)),
    }
  }
}
