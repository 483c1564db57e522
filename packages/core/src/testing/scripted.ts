/** A clock that moves by hand, and a transport that does what a test says. */

import type { Capabilities } from '../transport/capabilities.js'
import type { Clock, Timer } from '../transport/clock.js'
import type { PacketSocket, Sink, SocketOptions, Transmit, Transport } from '../transport/contract.js'
import { RAW } from './capabilities.js'

export class ManualClock implements Clock {
  time = 0
  readonly #timers = new Set<{ at: number; run: () => void; held: boolean }>()
  readonly #turns: (() => void)[] = []

  now(): number {
    return this.time
  }

  setTimer(delay: number, run: () => void): Timer {
    const timer = { at: this.time + delay, run, held: true }
    this.#timers.add(timer)
    return {
      cancel: () => void this.#timers.delete(timer),
      hold: (on) => {
        timer.held = on
      },
    }
  }

  soon(run: () => void): void {
    this.#turns.push(run)
  }

  /** Timers that keep the program alive. */
  get held(): number {
    return [...this.#timers].filter(({ held }) => held).length
  }

  /** Lets everything happen that happens by itself: promises, and turns asked for. */
  async settle(): Promise<void> {
    for (let i = 0; i < 8; i++) {
      for (let j = 0; j < 8; j++) await undefined
      for (const run of this.#turns.splice(0)) run()
    }
  }

  async advance(ms: number): Promise<void> {
    const until = this.time + ms
    await this.settle()
    for (;;) {
      const due = [...this.#timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
      if (due === undefined) break
      this.#timers.delete(due)
      this.time = Math.max(this.time, due.at)
      due.run()
      await this.settle()
    }
    this.time = Math.max(this.time, until)
    await this.settle()
  }
}

/** One open socket: keeps what it was given, hands over what a test puts in. */
export class ScriptedSocket implements PacketSocket {
  readonly mode = 'packet'
  identifiers: { first: number; count: number } = { first: 0x100, count: 16 }
  readonly sent: Transmit[] = []
  readonly inbox: ((sink: Sink) => void)[] = []
  /** Packets it takes before it is full. */
  room: number = Number.POSITIVE_INFINITY
  alive = false
  closed = 0
  /** What happens with each packet sent. */
  onSend: (packet: Transmit) => void = () => {}

  constructor(
    readonly sink: Sink,
    readonly options: SocketOptions,
    readonly capabilities: Capabilities,
  ) {}

  send(batch: readonly Transmit[]): number {
    const taken = batch.slice(0, this.room)
    this.room -= taken.length
    for (const packet of taken) {
      const copy = { ...packet, to: { ...packet.to, bytes: packet.to.bytes.slice() }, icmp: packet.icmp.slice() }
      this.sent.push(copy)
      this.onSend(copy)
    }
    return taken.length
  }

  drain(max: number): number {
    const now = this.inbox.splice(0, max)
    for (const hand of now) hand(this.sink)
    return now.length
  }

  /** As a transport wakes by itself: a fresh turn, everything drained. */
  wake(): void {
    while (this.drain(64) > 0);
    this.sink.drained()
  }

  drops(): number {
    return 3
  }

  keepAlive(on: boolean): void {
    this.alive = on
  }

  async close(): Promise<void> {
    this.closed++
  }
}

export class ScriptedTransport implements Transport {
  readonly name = 'scripted'
  readonly clock: ManualClock = new ManualClock()
  readonly sockets: ScriptedSocket[] = []
  capabilities: Capabilities = RAW
  identifiers: { first: number; count: number } = { first: 0x100, count: 16 }
  /** Called for each socket as it is opened; may throw. */
  onOpen: (socket: ScriptedSocket) => void = () => {}

  async check(): Promise<{ ok: true }> {
    return { ok: true }
  }

  async open(options: SocketOptions, sink: Sink): Promise<ScriptedSocket> {
    const socket = new ScriptedSocket(sink, options, this.capabilities)
    socket.identifiers = this.identifiers
    this.onOpen(socket)
    this.sockets.push(socket)
    return socket
  }
}
