import { Endpoint } from './endpoint.js'
import type { Environment } from './environment.js'
import { errnoNumber, NativeError } from './errors.js'
import type { DrainArena } from './incoming.js'
import { ENTRY_STAMP, SLOTS } from './layout.js'
import { type Deferred, sendBatch } from './send.js'
import { SentStamps } from './stamps.js'
import type { NativeSocket, NativeStamp, Outgoing, SocketConfig, SocketHandler } from './types.js'

/** What the kernel chose when the socket was opened. */
export interface Opened {
  id: number
  identifier: number
  receiveBuffer: number
  sendBuffer: number
  stampsSent: boolean
  stampsReceived: boolean
}

/** An unread stamp or packet occupies at least this much of a socket's buffers (measured: 832 bytes). */
const BYTES_PER_PACKET = 512

/** How long to wait before trying again when a device's queue is full: nothing tells when it has room. */
const NO_BUFFERS_PAUSE = 1

export class Socket extends Endpoint<SocketHandler> implements NativeSocket {
  readonly identifier: number
  readonly receiveBuffer: number
  readonly sendBuffer: number
  readonly stamps: NativeSocket['stamps']
  readonly countsDrops: boolean
  readonly config: SocketConfig
  readonly sentStamps: SentStamps
  #lastDrops = 0
  readonly #sent = (token: number, at: NativeStamp): void => this.handler.sent(token, at)

  constructor(environment: Environment, config: SocketConfig, opened: Opened, handler: SocketHandler) {
    super(environment, opened.id, handler)
    this.config = config
    this.identifier = opened.identifier
    this.receiveBuffer = opened.receiveBuffer
    this.sendBuffer = opened.sendBuffer
    this.stamps = {
      sent: opened.stampsSent ? 'kernel' : 'user',
      received: opened.stampsReceived ? 'kernel' : 'user',
    }
    const pending = (opened.receiveBuffer + opened.sendBuffer) / BYTES_PER_PACKET
    this.countsDrops = typeof environment.addon.drops(this.id) === 'number'
    this.sentStamps = new SentStamps(opened.stampsSent ? pending : 0)
  }

  send(batch: readonly Outgoing[]): number {
    if (this.closed) throw new NativeError({ errno: errnoNumber('EBADF'), syscall: 'send' }, 'the socket is closed')
    const deferred: Deferred[] = []
    // Else the packet's own transmit stamp would wake the waiting thread at once, for nothing that can't wait a turn.
    this.serviceSoon()
    const { taken, blocked } = sendBatch(this, batch, deferred)
    if (blocked === 'room') this.awaitRoom()
    else if (blocked === 'pause') this.pause(NO_BUFFERS_PAUSE)
    for (const call of deferred) this.guard(call)
    this.rethrow()
    return taken
  }

  drops(): number {
    if (this.closed || !this.countsDrops) return this.#lastDrops
    const drops = this.environment.addon.drops(this.id)
    if (typeof drops === 'number') this.#lastDrops = drops
    return this.#lastDrops
  }

  protected read(max: number): number {
    let total = 0
    while (total < max && !this.closed) {
      const wanted = Math.min(SLOTS, max - total)
      const arena = this.environment.drains.acquire()
      try {
        const got = this.environment.addon.drain(this.id, arena.buffer, wanted)
        const broken = arena.error
        this.#deliver(arena, got)
        total += got
        if (broken !== 0) this.break(new NativeError({ errno: broken, syscall: 'recvmmsg' }))
        if (got < wanted) break
      } finally {
        this.environment.drains.release(arena)
      }
    }
    return total
  }

  #deliver(arena: DrainArena, packets: number): void {
    this.#deliverEntries(arena)
    // The error queue is read empty before any packet is handed on: no reply comes before its transmit stamp.
    while (arena.entries === SLOTS && !this.closed) {
      this.environment.addon.drain(this.id, arena.buffer, 0)
      this.#deliverEntries(arena)
    }
    const { family } = this.config
    for (let i = 0; i < packets && !this.closed; i++) {
      try {
        this.handler.packet(arena.packetData(i), arena.packetMeta(i, family))
      } catch (error) {
        this.keep(error)
      }
    }
  }

  #deliverEntries(arena: DrainArena): void {
    const count = arena.entries
    for (let i = 0; i < count && !this.closed; i++) {
      try {
        if (arena.entryKind(i) === ENTRY_STAMP) this.takeStamp(arena.entryStampId(i), arena.entryKernel(i), this.#sent)
        else this.handler.error(arena.entryError(i, this.config.family))
      } catch (error) {
        this.keep(error)
      }
    }
  }

  /** Finds the packet of a transmit stamp, if it is known. */
  takeStamp(id: number, kernel: number, use: (token: number, at: NativeStamp) => void): void {
    if (kernel === 0) return
    this.sentStamps.take(id, (token, monotonic, offset) => use(token, { monotonic, kernel, offset }))
  }
}
