/** A socket behind `withPcap`, what its user got of it, and the file. */

import type { PcapOptions } from '../middleware/with-pcap.js'
import { withPcap } from '../middleware/with-pcap.js'
import type { Capabilities } from '../transport/capabilities.js'
import type { PacketSocket, Received, Sink, SocketOptions, Stamp, Transmit } from '../transport/contract.js'
import type { Address, Family } from '../wire/address.js'
import { decodePacket, type IpPacket } from '../wire/ip-packet.js'
import { RAW } from './capabilities.js'
import { v4, v6 } from './packets.js'
import { type ReadPacket, readPackets } from './pcapng.js'
import { type ScriptedSocket, ScriptedTransport } from './scripted.js'

export const US: Record<Family, Address> = { 4: v4('192.0.2.1'), 6: v6(1) }
export const HOST: Record<Family, Address> = { 4: v4('198.51.100.7'), 6: v6(7) }
export const ROUTER: Record<Family, Address> = { 4: v4('192.0.2.254'), 6: v6(254) }

/** Wall clock minus monotonic clock. */
export const OFFSET = 1_700_000_000_000

/** The kernel's stamp of that moment of the scripted clock. */
export function stamp(kernel: number, monotonic: number = kernel): Stamp {
  return { monotonic, kernel: OFFSET + kernel, offset: OFFSET }
}

export class PcapBench {
  readonly transport: ScriptedTransport = new ScriptedTransport()
  readonly calls: string[] = []
  readonly written: Uint8Array[] = []
  readonly family: Family
  socket!: PacketSocket
  /** The one behind. */
  inner!: ScriptedSocket
  #options: SocketOptions

  constructor(capabilities: Capabilities = RAW, options: SocketOptions = { family: 4 }) {
    this.transport.capabilities = capabilities
    this.#options = options
    this.family = options.family
  }

  async open(options: Partial<PcapOptions> = {}): Promise<this> {
    const write = (bytes: Uint8Array): void => void this.written.push(bytes)
    const socket = await withPcap(this.transport, { write, ...options }).open(this.#options, this.#sink())
    this.inner = this.transport.sockets[0]!
    this.socket = socket as PacketSocket
    return this
  }

  #sink(): Sink {
    const call =
      (name: string) =>
      (first?: unknown): void =>
        void this.calls.push(typeof first === 'number' ? `${name} ${first}` : name)
    return {
      sent: call('sent'),
      sendFailed: call('sendFailed'),
      packet: call('packet'),
      report: call('report'),
      outcome: call('outcome'),
      writable: call('writable'),
      drained: call('drained'),
      closed: call('closed'),
    }
  }

  /** What the next `drain` hands over. */
  put(...hand: ((sink: Sink) => void)[]): void {
    this.inner.inbox.push(...hand)
  }

  received(icmp: Uint8Array, at: Stamp, more: Partial<Received> = {}): (sink: Sink) => void {
    const meta = { from: HOST[this.family], to: US[this.family], hopLimit: 57, length: icmp.length, at }
    return (sink) => sink.packet(icmp, { ...meta, ...more })
  }

  get file(): Uint8Array {
    const file = new Uint8Array(this.written.reduce((sum, { length }) => sum + length, 0))
    let at = 0
    for (const part of this.written) {
      file.set(part, at)
      at += part.length
    }
    return file
  }

  get packets(): (ReadPacket & { ms: number })[] {
    return readPackets(this.file).map((packet) => ({ ...packet, ms: Number(packet.time / 1_000_000n) - OFFSET }))
  }

  /** What the codec makes of them. */
  get decoded(): IpPacket[] {
    return this.packets.map(({ bytes }) => {
      const result = decodePacket(bytes)
      if (!result.ok) throw new Error(result.problem.what)
      return result.value
    })
  }
}

/** An echo request of 8 and some bytes. */
export function echo(family: Family, sequence: number, checksum = 0): Uint8Array {
  const icmp = new Uint8Array(24).fill(sequence)
  icmp.set([family === 4 ? 8 : 128, 0, checksum >> 8, checksum & 0xff, 0x12, 0x34, 0, sequence])
  return icmp
}

export function transmit(token: number, family: Family, more: Partial<Transmit> = {}): Transmit {
  return { token, to: HOST[family], icmp: echo(family, token), ...more }
}
