import { NONE, type ProbeTable } from './probe-table.js'

/** The probes of one timeout. */
interface List {
  readonly timeout: number
  head: number
  tail: number
  /** Its place in the heap; `NONE` while it is empty. */
  place: number
}

/** Empty lists that are kept for their next probe: programs use few timeouts, again and again. */
const KEPT = 8

/**
 * Probes in the order of their deadlines. Deadlines of equal timeouts come in order by themselves, as time only grows:
 * so one linked list for each timeout in use makes adding and removing O(1), and programs use few different ones. A heap
 * of the lists, the earliest deadline first, keeps it at O(log n) where each probe has a timeout of its own.
 */
export class Deadlines {
  readonly #probes: ProbeTable
  readonly #lists = new Map<number, List>()
  /** Those that hold probes, as a binary heap: none is due later than its two children. */
  readonly #heap: List[] = []

  constructor(probes: ProbeTable) {
    this.#probes = probes
  }

  /** The probe was handed over; its `handedAt` is set, no earlier than that of any before. */
  add(row: number): void {
    const { previous, next } = this.#probes
    const { timeout } = this.#probes.request(row)
    this.#probes.timeout[row] = timeout
    let list = this.#lists.get(timeout)
    if (list === undefined) {
      list = { timeout, head: NONE, tail: NONE, place: NONE }
      this.#lists.set(timeout, list)
    }
    previous[row] = list.tail
    next[row] = NONE
    if (list.tail === NONE) {
      list.head = row
      list.tail = row
      this.#rise(list, this.#heap.length)
    } else {
      next[list.tail] = row
      list.tail = row
    }
  }

  remove(row: number): void {
    const { previous, next, timeout } = this.#probes
    const list = this.#lists.get(timeout[row]!)
    if (list === undefined || (list.head !== row && previous[row] === NONE)) return
    const before = previous[row]!
    const after = next[row]!
    if (after === NONE) list.tail = before
    else previous[after] = before
    previous[row] = NONE
    next[row] = NONE
    if (before !== NONE) next[before] = after
    else {
      list.head = after
      if (after === NONE) this.#empty(list)
      else this.#sink(list, list.place)
    }
  }

  /** The earliest deadline, or undefined when none is set. */
  next(): number | undefined {
    const first = this.#heap[0]
    return first === undefined ? undefined : this.#due(first)
  }

  /** The probe whose deadline was the first to come, or `NONE`. It stays until it is removed. */
  due(now: number): number {
    const first = this.#heap[0]
    return first !== undefined && this.#due(first) <= now ? first.head : NONE
  }

  #due(list: List): number {
    return this.#probes.deadline(list.head)
  }

  #empty(list: List): void {
    const last = this.#heap.pop()!
    const { place } = list
    list.place = NONE
    if (this.#lists.size > KEPT) this.#lists.delete(list.timeout)
    if (last === list) return
    this.#rise(last, place)
    this.#sink(last, last.place)
  }

  /** Puts a list at that place, or above, where it is due before those that stand there. */
  #rise(list: List, from: number): void {
    let place = from
    const due = this.#due(list)
    while (place > 0) {
      const parent = this.#heap[(place - 1) >> 1]!
      if (this.#due(parent) <= due) break
      this.#put(parent, place)
      place = (place - 1) >> 1
    }
    this.#put(list, place)
  }

  /** Puts a list at that place, or below, where it is due after those that stand there. */
  #sink(list: List, from: number): void {
    let place = from
    const due = this.#due(list)
    for (;;) {
      const child = this.#earlierChild(place)
      if (child === undefined || this.#due(child) >= due) break
      const below = child.place
      this.#put(child, place)
      place = below
    }
    this.#put(list, place)
  }

  #earlierChild(place: number): List | undefined {
    const left = this.#heap[2 * place + 1]
    const right = this.#heap[2 * place + 2]
    if (left === undefined || right === undefined) return left
    return this.#due(right) < this.#due(left) ? right : left
  }

  #put(list: List, place: number): void {
    this.#heap[place] = list
    list.place = place
  }
}
