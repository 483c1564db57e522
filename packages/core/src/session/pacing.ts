/** Data bytes whose reply takes one more slot of the kernel's accounting (measured: 256 replies of 64 bytes, 167 of 512, 93 of 1,472). */
const BYTES_PER_SLOT = 475

/**
 * Keeps what is sent between two looks at the receive buffer within what that buffer holds: answers that come while
 * nobody reads would be dropped by the own kernel and be taken for the network's loss.
 */
export class Pacing {
  readonly #slots: number
  #spent = 0

  constructor(receiveSlots: number) {
    this.#slots = Math.max(1, receiveSlots)
  }

  /** Whether a request of that size may go now. One always may when nothing is outstanding, however large. */
  admits(dataLength: number): boolean {
    return this.#spent === 0 || this.#spent + weight(dataLength) <= this.#slots
  }

  spend(dataLength: number): void {
    this.#spent += weight(dataLength)
  }

  refund(dataLength: number): void {
    this.#spent = Math.max(0, this.#spent - weight(dataLength))
  }

  drained(): void {
    this.#spent = 0
  }
}

function weight(dataLength: number): number {
  return 1 + dataLength / BYTES_PER_SLOT
}
