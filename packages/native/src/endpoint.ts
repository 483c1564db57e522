import type { Environment, Serviced } from './environment.js'
import { NativeError, throwLater } from './errors.js'
import { READY_WRITE, SLOTS } from './layout.js'

/** What handlers of sockets and of TUN devices have in common. */
export interface EndpointHandler {
  writable(): void
  drained(): void
  closed(error: Error): void
}

/**
 * An open descriptor of the addon: when it is read, when it is waited for, and what becomes of errors that its handler
 * throws. What is read and written is its kind's.
 */
export abstract class Endpoint<Handler extends EndpointHandler> implements Serviced {
  readonly id: number
  readonly environment: Environment
  readonly handler: Handler
  #closed = false
  #held = false
  #armed = false
  /** Serviced in a turn to come, which arms it. */
  #scheduled = false
  #wantsRoom = false
  #hasRoom = false
  #firstError: { readonly error: unknown } | undefined

  constructor(environment: Environment, id: number, handler: Handler) {
    this.environment = environment
    this.id = id
    this.handler = handler
    environment.add(id, this)
    this.#schedule()
  }

  /** Reads about `max` packets, and hands them over; less than `max` returned means empty. */
  protected abstract read(max: number): number

  get closed(): boolean {
    return this.#closed
  }

  drain(max: number): number {
    const total = this.read(max)
    this.rethrow()
    return total
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

  /** Runs a handler's function unless it was closed. What it throws is kept: the others still get their calls. */
  guard(call: (handler: Handler) => void): void {
    if (this.#closed) return
    try {
      call(this.handler)
    } catch (error) {
      this.keep(error)
    }
  }

  ready(events: number): void {
    this.#armed = false
    if (events & READY_WRITE) this.#hasRoom = true
  }

  service(until: number): void {
    this.#scheduled = false
    while (!this.#closed) {
      if (this.read(SLOTS) < SLOTS) break
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

  /** Looks after it in the next turn of the event loop, and lets the waiting thread alone until then. */
  protected serviceSoon(): void {
    if (this.#armed) {
      this.#armed = false
      this.environment.addon.disarm(this.id)
    }
    this.#schedule()
  }

  /** `writable` is called once the system says that there is room. */
  protected awaitRoom(): void {
    this.#wantsRoom = true
  }

  /** `writable` is called after so many milliseconds, where nothing tells when there is room. */
  protected pause(milliseconds: number): void {
    const timer = setTimeout(() => {
      if (this.#closed) return
      this.#hasRoom = true
      this.#schedule()
    }, milliseconds)
    if (!this.#held) timer.unref()
  }

  /** It can't be used any more. */
  protected break(error: NativeError): void {
    if (this.#closed) return
    this.close()
    try {
      this.handler.closed(error)
    } catch (thrown) {
      throwLater(thrown)
    }
  }

  /** The first error of a call or turn is thrown at its end, those after it later. */
  protected keep(error: unknown): void {
    if (this.#firstError) throwLater(error)
    else this.#firstError = { error }
  }

  protected rethrow(): void {
    const first = this.#firstError
    if (!first) return
    this.#firstError = undefined
    throw first.error
  }

  #schedule(): void {
    this.#scheduled = true
    this.environment.schedule(this)
  }

  #arm(): void {
    const fault = this.environment.addon.arm(this.id, this.#wantsRoom)
    if (fault) this.break(new NativeError(fault))
    else this.#armed = true
  }

  #throwLater(): void {
    const first = this.#firstError
    if (!first) return
    this.#firstError = undefined
    throwLater(first.error)
  }
}
