import { ABSENT, SEND, SEND_RECORD, SLOTS } from './layout.js'
import type { Outgoing } from './types.js'

/** What the length field of an IPv4 header can say. */
const LARGEST_PACKET = 65_535

/** The memory of one `send`: records, their data, and a header that the addon fills. */
export class SendArena {
  readonly buffer: ArrayBuffer = new ArrayBuffer(SEND.bytes)
  readonly #bytes: Uint8Array = new Uint8Array(this.buffer)
  readonly #ints: Int32Array = new Int32Array(this.buffer, 0, SEND.data / 4)
  readonly #clocks: Float64Array = new Float64Array(this.buffer, 0, 2)

  /** CLOCK_MONOTONIC before the packets left, and CLOCK_REALTIME's distance to it. */
  get monotonic(): number {
    return this.#clocks[0]!
  }
  get offset(): number {
    return this.#clocks[1]!
  }
  /** errno of the first packet that did not leave, or 0. */
  get error(): number {
    return this.#ints[SEND.error / 4]!
  }
  /** The kernel counts stamps, and may or may not have counted a packet that failed. */
  get idsUncertain(): boolean {
    return this.#ints[SEND.idsUncertain / 4] !== 0
  }

  /** Writes packets from `start` on, as many as there is room for, and returns how many: at least one that fits at all. */
  fill(batch: readonly Outgoing[], start: number, stampId: number): number {
    let used = 0
    let count = 0
    while (count < SLOTS && start + count < batch.length) {
      const packet = batch[start + count]!
      const length = packet.icmp.length
      if (used + length > SEND.dataBytes) break
      this.#bytes.set(packet.icmp, SEND.data + used)
      this.#record(count, packet, used, (stampId + count) >>> 0)
      used += (length + 7) & ~7
      count++
    }
    return count
  }

  /** As {@link fill}, of packets that say themselves where they go; 0 when the first one is larger than a packet can be. */
  fillPackets(batch: readonly Uint8Array[], start: number): number {
    let used = 0
    let count = 0
    while (count < SLOTS && start + count < batch.length) {
      const packet = batch[start + count]!
      if (packet.length > LARGEST_PACKET || used + packet.length > SEND.dataBytes) break
      this.#bytes.set(packet, SEND.data + used)
      const at = (SEND.records + count * SEND.recordBytes) / 4
      this.#ints[at + SEND_RECORD.dataOffset / 4] = used
      this.#ints[at + SEND_RECORD.dataLength / 4] = packet.length
      used += (packet.length + 7) & ~7
      count++
    }
    return count
  }

  /** errno of the packet at that place alone, or 0: of a TUN device's. */
  packetError(index: number): number {
    return this.#ints[(SEND.records + index * SEND.recordBytes + SEND_RECORD.error) / 4]!
  }

  #record(index: number, packet: Outgoing, dataOffset: number, stampId: number): void {
    const base = SEND.records + index * SEND.recordBytes
    const at = base / 4
    const ints = this.#ints
    ints[at + SEND_RECORD.dataOffset / 4] = dataOffset
    ints[at + SEND_RECORD.dataLength / 4] = packet.icmp.length
    ints[at + SEND_RECORD.scope / 4] = packet.to.scope
    ints[at + SEND_RECORD.hopLimit / 4] = packet.hopLimit ?? ABSENT
    ints[at + SEND_RECORD.trafficClass / 4] = packet.trafficClass ?? ABSENT
    ints[at + SEND_RECORD.interface / 4] = packet.interface ?? packet.source?.scope ?? 0
    ints[at + SEND_RECORD.dontFragment / 4] = packet.dontFragment === undefined ? ABSENT : packet.dontFragment ? 1 : 0
    ints[at + SEND_RECORD.hasSource / 4] = packet.source ? 1 : 0
    ints[at + SEND_RECORD.stampId / 4] = stampId
    copy(packet.to.bytes, this.#bytes, base + SEND_RECORD.to)
    if (packet.source) copy(packet.source.bytes, this.#bytes, base + SEND_RECORD.source)
  }
}

/** For 4 and 16 bytes a loop is faster than `set`. */
function copy(from: Uint8Array, to: Uint8Array, at: number): void {
  for (let i = 0; i < from.length; i++) to[at + i] = from[i]!
}
