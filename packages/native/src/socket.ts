import type { Environment, Serviced } from './environment.js'
import { errnoNumber, NativeError, throwLater } from './errors.js'
import type { DrainArena } from './incoming.js'
import { ENTRY_STAMP, READY_WRITE, SLOTS } from './layout.js'
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

export class Socket implements NativeSocket, Serviced {
  readonly identifier: number
  readonly receiveBuffer: number
  readonly sendBuffer: number
  readonly stamps: NativeSocket['stamps']
  readonly countsDrops: boolean
  readonly id: number
  readonly config: SocketConfig
  readonly environment: Environment
  readonly sentStamps: SentStamps
  readonly handler: SocketHandler
  #closed = false
  #held = false
  #armed = false
  /** Serviced in a turn to come, which arms it. */
  #scheduled = false
  #wantsRoom = false
  #hasRoom = false
  #lastDrops = 0
  readonly #sent = (token: number, at: NativeStamp): void => this.handler.sent(token, at)
  #firstError: { readonly error: unknown } | undefined

  constructor(environment: Environment, config: SocketConfig, opened: Opened, handler: SocketHandler) {
    this.environment = environment
    this.config = config
    this.handler = handler
    this.id = opened.id
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
    environment.add(this.id, this)
    this.#schedule()
  }

  get closed(): boolean {
    return this.#closed
  }

  send(batch: readonly Outgoing[]): number {
    if (this.#closed) throw new NativeError({ errno: errnoNumber('EBADF'), syscall: 'send' }, 'the socket is closed')
    const deferred: Deferred[] = []
    if (this.#armed) {
      // Else the packet's own transmit stamp would wake the waiting thread at once, for nothing that can't wait a turn.
      this.#armed = false
      this.environment.addon.disarm(this.id)
    }
    this.#schedule()
    const { taken, blocked } = sendBatch(this, batch, deferred)
    if (blocked === 'room') this.#wantsRoom = true
    else if (blocked === 'pause') this.#pause()
    for (const call of deferred) this.guard(call)
    this.#rethrow()
    return taken
  }

  drain(max: number): number {
    const total = this.#read(max)
    this.#rethrow()
    return total
  }

  drops(): number {
    if (this.#closed || !this.countsDrops) return 0
    const drops = this.environment.addon.drops(this.id)
    if (typeof drops === 'number') this.#lastDrops = drops
    return this.#lastDrops
  }

  keepAlive(on: boolean): void {
    if (this.#closed || this.#held === on) return
    this.#held = on
    this.environment.hold(on)
  }

  close(): void {
    if (this.#closed) return
    this.keepAlive(false)
    this.#closed = true
    this.environment.remove(this.id)
    this.environment.addon.close(this.id)
  }

  /** Runs a handler's function unless the socket was closed. What it throws is kept: the others still get their calls. */
  guard(call: (handler: SocketHandler) => void): void {
    if (this.#closed) return
    try {
      call(this.handler)
    } catch (error) {
      if (this.#firstError) throwLater(error)
      else this.#firstError = { error }
    }
  }

  ready(events: number): void {
    this.#armed = false
    if (events & READY_WRITE) this.#hasRoom = true
  }

  service(until: number): void {
    this.#scheduled = false
    while (!this.#closed) {
      if (this.#read(SLOTS) < SLOTS) break
      if (this.environment.addon.now() >= until) {
        this.#schedule()
        this.#throwLater()
        return
      }
    }
    if (this.#hasRoom) {
      this.#hasRoom = this.#wantsRoom = false
      this.guard((handler) => handler.writable())
    }
    this.guard((handler) => handler.drained())
    // Whoever sent meanwhile is looked after in the next turn: answers over short paths are there by then.
    if (!this.#closed && !this.#scheduled && !this.#armed) this.#arm()
    this.#throwLater()
  }

  #schedule(): void {
    this.#scheduled = true
    this.environment.schedule(this)
  }

  #arm(): void {
    const fault = this.environment.addon.arm(this.id, this.#wantsRoom)
    if (fault) this.#break(new NativeError(fault))
    else this.#armed = true
  }

  #pause(): void {
    const timer = setTimeout(() => {
      if (this.#closed) return
      this.#hasRoom = true
      this.#schedule()
    }, NO_BUFFERS_PAUSE)
    if (!this.#held) timer.unref()
  }

  #break(error: NativeError): void {
    if (this.#closed) return
    this.close()
    try {
      this.handler.closed(error)
    } catch (thrown) {
      throwLater(thrown)
    }
  }

  #read(max: number): number {
    let total = 0
    while (total < max && !this.#closed) {
      const wanted = Math.min(SLOTS, max - total)
      const arena = this.environment.drains.acquire()
      try {
        const got = this.environment.addon.drain(this.id, arena.buffer, wanted)
        const broken = arena.error
        this.#deliver(arena, got)
        total += got
        if (broken !== 0) this.#break(new NativeError({ errno: broken, syscall: 'recvmmsg' }))
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
    while (arena.entries === SLOTS && !this.#closed) {
      this.environment.addon.drain(this.id, arena.buffer, 0)
      this.#deliverEntries(arena)
    }
    const { family } = this.config
    for (let i = 0; i < packets && !this.#closed; i++) {
      try {
        this.handler.packet(arena.packetData(i), arena.packetMeta(i, family))
      } catch (error) {
        this.#keep(error)
      }
    }
  }

  #deliverEntries(arena: DrainArena): void {
    const count = arena.entries
    for (let i = 0; i < count && !this.#closed; i++) {
      try {
        if (arena.entryKind(i) === ENTRY_STAMP) this.takeStamp(arena.entryStampId(i), arena.entryKernel(i), this.#sent)
        else this.handler.error(arena.entryError(i, this.config.family))
      } catch (error) {
        this.#keep(error)
      }
    }
  }

  /** Finds the packet of a transmit stamp, if it is known. */
  takeStamp(id: number, kernel: number, use: (token: number, at: NativeStamp) => void): void {
    if (kernel === 0) return
    this.sentStamps.take(id, (token, monotonic, offset) => use(token, { monotonic, kernel, offset }))
  }

  #keep(error: unknown): void {
    if (this.#firstError) throwLater(error)
    else this.#firstError = { error }
  }

  #rethrow(): void {
    const first = this.#firstError
    if (!first) return
    this.#firstError = undefined
    throw first.error
  }

  #throwLater(): void {
    const first = this.#firstError
    if (!first) return
    this.#firstError = undefined
    throwLater(first.error)
  }
}
