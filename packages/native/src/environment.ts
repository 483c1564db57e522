import type { Addon } from './addon.js'
import { Alarms } from './alarms.js'
import { NativeError } from './errors.js'
import { DrainArena } from './incoming.js'
import { ALARM_ID, TAKE_PAIRS } from './layout.js'
import { loadAddon } from './load.js'
import { SendArena } from './outgoing.js'

/** A socket or TUN device as the environment's turns see it. */
export interface Serviced {
  /** The waiting thread saw it ready. */
  ready(events: number): void
  /** Reads until empty or until the clock says `until`, and calls {@link Environment.schedule} to go on in another turn. */
  service(until: number): void
}

/** Milliseconds of one turn: draining longer starves timers and other input. */
const BUDGET = 4

/** Memory that is lent to one call: a handler that calls `send` or `drain` from within gets another piece. */
class Pool<T> {
  readonly #free: T[] = []
  readonly #create: () => T

  constructor(create: () => T) {
    this.#create = create
  }
  acquire(): T {
    return this.#free.pop() ?? this.#create()
  }
  release(item: T): void {
    this.#free.push(item)
  }
}

/**
 * What the endpoints of one environment (main thread or worker) share: the waiting thread and its timers, the turns in
 * which they are read, and memory. It holds every open one, so one whose caller dropped it goes on working.
 */
export class Environment {
  readonly addon: Addon
  readonly alarms: Alarms
  readonly sends: Pool<SendArena> = new Pool(() => new SendArena())
  readonly drains: Pool<DrainArena> = new Pool(() => new DrainArena())
  readonly #endpoints: Map<number, Serviced> = new Map()
  readonly #pairs: Uint32Array = new Uint32Array(2 * TAKE_PAIRS)
  #due: Set<Serviced> = new Set()
  #next: NodeJS.Immediate | undefined
  #holds = 0

  constructor(addon: Addon) {
    this.addon = addon
    this.alarms = new Alarms(addon, (on) => this.hold(on))
    const fault = addon.start(() => this.#wake())
    if (fault) throw new NativeError(fault)
  }

  add(id: number, endpoint: Serviced): void {
    this.#endpoints.set(id, endpoint)
  }

  remove(id: number): void {
    const endpoint = this.#endpoints.get(id)
    if (endpoint) this.#due.delete(endpoint)
    this.#endpoints.delete(id)
  }

  /** Services the endpoint in the next turn of the event loop. */
  schedule(endpoint: Serviced): void {
    this.#due.add(endpoint)
    if (this.#next) return
    this.#next = setImmediate(() => {
      this.#next = undefined
      this.#turn()
    })
    // A turn to come holds the event loop no more than its endpoints do, even if every turn sends again.
    if (this.#holds === 0) this.#next.unref()
  }

  /** Counts the endpoints and timers that hold the event loop. */
  hold(on: boolean): void {
    this.#holds += on ? 1 : -1
    if (this.#holds !== (on ? 1 : 0)) return
    this.addon.hold(on)
    if (on) this.#next?.ref()
    else this.#next?.unref()
  }

  #wake(): void {
    let taken: number
    let alarmed = false
    do {
      taken = this.addon.take(this.#pairs)
      for (let i = 0; i < taken; i++) {
        const id = this.#pairs[2 * i]!
        if (id === ALARM_ID) alarmed = true
        const endpoint = this.#endpoints.get(id)
        if (!endpoint) continue
        endpoint.ready(this.#pairs[2 * i + 1]!)
        this.#due.add(endpoint)
      }
    } while (taken === TAKE_PAIRS)
    // Packets first: what came in time is read before a deadline passes.
    this.#turn()
    if (alarmed) this.alarms.fire()
  }

  #turn(): void {
    const due = this.#due
    if (due.size === 0) return
    this.#due = new Set()
    const until = this.addon.now() + BUDGET
    for (const endpoint of due) {
      if (this.addon.now() >= until) this.schedule(endpoint)
      else endpoint.service(until)
    }
  }
}

/** Kept with the addon itself, which is one object however often this module is instantiated in an environment. */
const KEY = Symbol.for('@icmp/native.environment')

/** The environment of this thread; the first call starts its waiting thread. */
export function environment(): Environment {
  const addon = loadAddon() as Addon & { [KEY]?: Environment }
  addon[KEY] ??= new Environment(addon)
  return addon[KEY]
}
