import type { Address, Family } from '../wire/address.js'
import type { ProbeRequest } from './probe.js'

/** What a probe is about to do, or has done. */
export const QUEUED = 0
export const HANDED = 1
export const ENDED = 2

/** No row. */
export const NONE = -1

const FIRST_ROWS = 64
/** An address as four words of 32 bits, little-endian as the cookie reads them, and its scope. */
const ADDRESS = 5
const SCOPE = 4

/**
 * All that is known of the probes of one session, from their submission to the end of their being remembered, in columns:
 * a probe is a row's number. As an object, each of its times would be an object of its own, and tens of thousands of
 * probes in flight would be most of a program's heap.
 */
export class ProbeTable<Context = unknown> {
  readonly family: Family
  /** 32-bit words of an address. */
  readonly addressWords: number
  /** The wide sequence number, unique in its session. */
  token: Float64Array = new Float64Array(0)
  /** When it was handed to the system, monotonic milliseconds. */
  handedAt: Float64Array = new Float64Array(0)
  /** The kernel's transmit stamp on the wall clock, and the offset sampled with it; NaN until it comes. */
  sentKernel: Float64Array = new Float64Array(0)
  sentOffset: Float64Array = new Float64Array(0)
  /** Wall clock minus monotonic clock as last known when it was handed over; NaN when never seen. */
  offsetAtSend: Float64Array = new Float64Array(0)
  /** Milliseconds from then on, as the request had it when it was handed over: it is the caller's object. */
  timeout: Float64Array = new Float64Array(0)
  /** What its answer is reckoned to take of the receive buffer (see `pacing.ts`); 0 when none is reckoned with. */
  weight: Uint32Array = new Uint32Array(0)
  state: Uint8Array = new Uint8Array(0)
  /** 1 when its reply came, in time or late: tells a duplicate from a late answer. */
  answered: Uint8Array = new Uint8Array(0)
  /** 1 when it ran out. */
  timedOut: Uint8Array = new Uint8Array(0)
  /** Links of the deadline list; of free rows, `next` links them. */
  previous: Int32Array = new Int32Array(0)
  next: Int32Array = new Int32Array(0)
  /** Targets: see `ADDRESS`. */
  words: Int32Array = new Int32Array(0)
  requests: (ProbeRequest | undefined)[] = []
  contexts: (Context | undefined)[] = []
  #free = NONE

  constructor(family: Family) {
    this.family = family
    this.addressWords = family === 4 ? 1 : 4
  }

  /** A row for a new probe, queued. */
  add(token: number, to: Address, request: ProbeRequest, context: Context): number {
    if (this.#free === NONE) this.#grow()
    const row = this.#free
    this.#free = this.next[row]!
    this.token[row] = token
    this.sentKernel[row] = Number.NaN
    this.sentOffset[row] = Number.NaN
    this.offsetAtSend[row] = Number.NaN
    this.weight[row] = 0
    this.state[row] = QUEUED
    this.answered[row] = 0
    this.timedOut[row] = 0
    this.previous[row] = NONE
    this.next[row] = NONE
    const at = row * ADDRESS
    for (let i = 0; i < this.addressWords; i++) this.words[at + i] = word(to.bytes, i << 2)
    this.words[at + SCOPE] = to.scope
    this.requests[row] = request
    this.contexts[row] = context
    return row
  }

  /** The row may be another probe's from now on. */
  remove(row: number): void {
    this.requests[row] = undefined
    this.contexts[row] = undefined
    this.next[row] = this.#free
    this.#free = row
  }

  request(row: number): ProbeRequest {
    return this.requests[row]!
  }

  /** When its time is over, monotonic milliseconds. */
  deadline(row: number): number {
    return this.handedAt[row]! + this.timeout[row]!
  }

  context(row: number): Context {
    return this.contexts[row] as Context
  }

  /** Where the words of the target begin. */
  wordsAt(row: number): number {
    return row * ADDRESS
  }

  /** The target, as an object of its own. */
  to(row: number): Address {
    const address = { family: this.family, bytes: new Uint8Array(this.addressWords * 4), scope: 0 }
    this.copyTo(row, address)
    return address
  }

  /** Writes the target into an address of the same family. */
  copyTo(row: number, into: Address): void {
    const at = row * ADDRESS
    const { bytes } = into
    for (let i = 0; i < bytes.length; i++) bytes[i] = this.words[at + (i >> 2)]! >>> ((i & 3) << 3)
    into.scope = this.words[at + SCOPE]!
  }

  /** Whether that is the target. A scope of 0 on either side matches any: the wire carries none. */
  isTo(row: number, address: Address): boolean {
    const scope = this.words[row * ADDRESS + SCOPE]!
    const sameScope = scope === address.scope || scope === 0 || address.scope === 0
    return sameScope && address.family === this.family && this.hasBytes(row, address.bytes)
  }

  /** Whether these are the bytes of the target. */
  hasBytes(row: number, bytes: Uint8Array): boolean {
    if (bytes.length !== this.addressWords * 4) return false
    const at = row * ADDRESS
    for (let i = 0; i < this.addressWords; i++) if (this.words[at + i] !== word(bytes, i << 2)) return false
    return true
  }

  #grow(): void {
    const rows = this.token.length
    const size = Math.max(FIRST_ROWS, rows * 2)
    this.token = longer(this.token, new Float64Array(size))
    this.handedAt = longer(this.handedAt, new Float64Array(size))
    this.sentKernel = longer(this.sentKernel, new Float64Array(size))
    this.sentOffset = longer(this.sentOffset, new Float64Array(size))
    this.offsetAtSend = longer(this.offsetAtSend, new Float64Array(size))
    this.timeout = longer(this.timeout, new Float64Array(size))
    this.weight = longer(this.weight, new Uint32Array(size))
    this.state = longer(this.state, new Uint8Array(size))
    this.answered = longer(this.answered, new Uint8Array(size))
    this.timedOut = longer(this.timedOut, new Uint8Array(size))
    this.previous = longer(this.previous, new Int32Array(size))
    this.next = longer(this.next, new Int32Array(size))
    this.words = longer(this.words, new Int32Array(size * ADDRESS))
    this.requests = longerList(this.requests, size)
    this.contexts = longerList(this.contexts, size)
    for (let row = rows; row < size; row++) this.next[row] = row + 1 < size ? row + 1 : this.#free
    this.#free = rows
  }
}

function longer<Column extends { set(from: Column): void }>(from: Column, to: Column): Column {
  to.set(from)
  return to
}

/** Arrays that grow by `push` keep half as much again in reserve. */
function longerList<Item>(from: readonly Item[], size: number): (Item | undefined)[] {
  const to = new Array<Item | undefined>(size).fill(undefined)
  for (let i = 0; i < from.length; i++) to[i] = from[i]
  return to
}

function word(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
}
