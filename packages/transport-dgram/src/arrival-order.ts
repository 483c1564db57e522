import type { Address, Clock, Received, Report, Sink, Stamp } from '@icmp/core'

/** Packets of one look of our own. */
const LOOK = 64
/** Reports that are held at most: a flood of packets may keep the socket from being read empty. */
const MOST_HELD = 1024

/**
 * Linux keeps packets and errors in two queues, of which the errors are read last and handed on first. By the kernel's
 * stamps they are put into the order in which they came, or an error that came after the reply would end the probe.
 * A report is held until a packet came after it, or no packet was there that could have come before it.
 */
export class ArrivalOrder {
  readonly #sink: Sink
  readonly #clock: Pick<Clock, 'now' | 'soon'>
  readonly #read: (max: number) => number
  #held: Report[] = []
  #again = false
  #closed = false

  /** @param read reads the socket, from which packets and reports come here */
  constructor(sink: Sink, clock: Pick<Clock, 'now' | 'soon'>, read: (max: number) => number) {
    this.#sink = sink
    this.#clock = clock
    this.#read = read
  }

  report(report: Report): void {
    if (report.at.kernel === undefined) return this.#sink.report(report)
    this.#held.push(detached(report))
    if (this.#held.length > MOST_HELD) this.#release(1)
  }

  packet(icmp: Uint8Array, meta: Received): void {
    if (this.#held.length > 0) this.#releaseUntil(arrival(meta.at))
    this.#sink.packet(icmp, meta)
  }

  drain(max: number): number {
    const at = this.#clock.now()
    const count = this.#read(max)
    if (count < max && this.#held.length > 0) this.#emptied(at)
    return count
  }

  drained(): void {
    // It was read by itself, and nobody knows when that began: packets may have come between the looks at both queues.
    if (this.#held.length > 0) this.drain(LOOK)
    if (!this.#closed) this.#sink.drained()
  }

  close(): void {
    this.#closed = true
    this.#held = []
  }

  /** All packets that came before that time were read; for later reports another look is needed. */
  #emptied(at: number): void {
    this.#releaseUntil(at)
    if (this.#held.length === 0 || this.#again) return
    this.#again = true
    this.#clock.soon(() => {
      this.#again = false
      if (!this.#closed) this.drained()
    })
  }

  #releaseUntil(at: number): void {
    const later = this.#held.findIndex((report) => arrival(report.at) > at)
    this.#release(later < 0 ? this.#held.length : later)
  }

  #release(count: number): void {
    for (const report of this.#held.splice(0, count)) if (!this.#closed) this.#sink.report(report)
  }
}

/** On the monotonic clock; at the latest when it was read, should the wall clock have been set back meanwhile. */
function arrival({ monotonic, kernel, offset }: Stamp): number {
  return kernel === undefined || offset === undefined ? monotonic : Math.min(monotonic, kernel - offset)
}

/** What is handed over is lent. */
function detached(report: Report): Report {
  const copy = (address: Address): Address => ({ ...address, bytes: address.bytes.slice() })
  const { from, to, quoted } = report
  return { ...report, from: from && copy(from), to: copy(to), quoted: quoted.slice() }
}
