import type { Clock, Timer } from '../../transport/clock.js'
import type { Family } from '../../wire/address.js'
import {
  type PcapngInterface,
  type PcapngPacket,
  type PcapngStatistics,
  pcapngInterface,
  pcapngPacket,
  pcapngSection,
  pcapngStatistics,
} from '../../wire/pcapng/pcapng.js'
import type { PcapOptions } from '../with-pcap.js'
import { LocalAddresses } from './local-addresses.js'
import { WallTime } from './wall-time.js'

/**
 * Milliseconds that a packet is held back. Stamps of sent packets and replies come from two queues of the kernel's, which
 * are read one after the other: what is older than this has been read from both.
 */
const SETTLED_AFTER = 5
/** More than this is not held back, be it in order or not. */
const MOST_HELD = 8192
const MOST_BYTES = 8 << 20

/** A packet that waits for its turn. What it says is made up when it is written: more may be known by then. */
export interface Entry {
  /** Milliseconds since 1970. */
  time: number
  /** Bytes that it keeps in memory. */
  size: number
  packet(): Omit<PcapngPacket, 'time'>
}

interface Held extends Entry {
  /** Monotonic. */
  since: number
}

/** The file that all sockets of a transport write to, in the order of time. */
export class PcapFile {
  readonly wall: WallTime
  readonly locals: Readonly<Record<Family, LocalAddresses>> = { 4: new LocalAddresses(), 6: new LocalAddresses() }
  readonly clock: Clock
  readonly snapLength: number
  readonly #options: PcapOptions
  #interfaces = 0
  #held: Held[] = []
  #bytes = 0
  #timer: Timer | undefined
  /** Sockets that keep the program alive: without one, it may end after any turn. */
  #alive = 0
  #broken = false
  /** Sockets that have not been read empty since. */
  readonly #reading = new Set<object>()

  constructor(options: PcapOptions, clock: Clock) {
    this.#options = options
    this.clock = clock
    this.wall = new WallTime(clock, options.wallClock)
    this.snapLength = options.snapLength ?? 0
    options.write(pcapngSection({ application: '@icmp/core' }))
  }

  /** Describes another interface and gives its number. */
  interface(described: PcapngInterface): number {
    this.#write(pcapngInterface({ ...described, snapLength: this.snapLength }))
    return this.#interfaces++
  }

  /** What goes wrong with the capture is nothing that the transport's user asked for: it ends the capture and nothing else. */
  guard(capture: () => void): void {
    if (this.#broken) return
    try {
      capture()
    } catch (error) {
      this.#fail(error)
    }
  }

  add(entry: Entry): void {
    this.#held.push({ ...entry, since: this.clock.now() })
    this.#bytes += entry.size
    if (this.#held.length > MOST_HELD || this.#bytes > MOST_BYTES) this.#flush(this.#held.length >> 1 || 1)
  }

  /** A socket has handed something over, and may have more that is older than the stamps it has told. */
  reading(socket: object): void {
    this.#reading.add(socket)
  }

  /** It was read empty: nothing older is to come, as good as. */
  settled(socket: object): void {
    this.#reading.delete(socket)
    if (this.#alive === 0) this.flush()
    else this.#arm()
  }

  keepAlive(on: boolean): void {
    this.#alive += on ? 1 : -1
    if (this.#alive === 0) this.flush()
    else this.#arm()
  }

  /** Writes all that is held back. */
  flush(): void {
    this.#flush(this.#held.length)
  }

  statistics(statistics: PcapngStatistics): void {
    this.#write(pcapngStatistics(statistics))
  }

  /** Never held: a program that has nothing else to wait for lets its sockets go, which writes everything. */
  #arm(): void {
    if (this.#timer !== undefined || this.#held.length === 0) return
    this.#timer = this.clock.setTimer(SETTLED_AFTER, this.#onTimer)
    this.#timer.hold(false)
  }

  readonly #onTimer = (): void => {
    this.#timer = undefined
    this.guard(() => {
      if (this.#reading.size > 0) return this.#arm()
      const before = this.clock.now() - SETTLED_AFTER
      // By the time of their coming, not by their own, which a step of the wall clock moves.
      let until = Number.NEGATIVE_INFINITY
      for (const { since, time } of this.#held) if (since <= before && time > until) until = time
      this.#sort()
      const rest = this.#held.findIndex(({ time }) => time > until)
      this.#flush(rest === -1 ? this.#held.length : rest)
      this.#arm()
    })
  }

  #sort(): void {
    this.#held.sort((a, b) => a.time - b.time)
  }

  /** Writes so many, the oldest. */
  #flush(count: number): void {
    if (count === 0 || this.#broken) return
    this.#sort()
    const now = this.#held.splice(0, count)
    for (const { size } of now) this.#bytes -= size
    if (this.#held.length === 0) {
      this.#timer?.cancel()
      this.#timer = undefined
    }
    this.#write(joined(now.map((entry) => pcapngPacket({ ...entry.packet(), time: entry.time }))))
  }

  #write(bytes: Uint8Array): void {
    if (!this.#broken) this.#options.write(bytes)
  }

  /** A file with a hole in it can't be read past that: the first failure ends it. */
  #fail(error: unknown): void {
    this.#broken = true
    this.#held = []
    this.#timer?.cancel()
    const { onError } = this.#options
    // In a turn of its own, as whatever else a caller's function throws.
    this.clock.soon(() => {
      if (onError === undefined) throw error
      onError(error)
    })
  }
}

function joined(blocks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(blocks.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const one of blocks) {
    bytes.set(one, at)
    at += one.length
  }
  return bytes
}
