import { NONE, type ProbeTable } from './probe-table.js'

interface List {
  head: number
  tail: number
}

/**
 * Probes in the order of their deadlines. Deadlines of equal timeouts come in order by themselves, as time only grows:
 * so one linked list for each timeout in use makes adding and removing O(1), and programs use few different ones.
 */
export class Deadlines {
  readonly #probes: ProbeTable
  readonly #lists = new Map<number, List>()

  constructor(probes: ProbeTable) {
    this.#probes = probes
  }

  add(row: number, now: number): void {
    const { previous, next, deadline } = this.#probes
    const { timeout } = this.#probes.request(row)
    deadline[row] = now + timeout
    let list = this.#lists.get(timeout)
    if (list === undefined) {
      list = { head: NONE, tail: NONE }
      this.#lists.set(timeout, list)
    }
    previous[row] = list.tail
    next[row] = NONE
    if (list.tail === NONE) list.head = row
    else next[list.tail] = row
    list.tail = row
  }

  remove(row: number): void {
    const { previous, next } = this.#probes
    const { timeout } = this.#probes.request(row)
    const list = this.#lists.get(timeout)
    if (list === undefined || (list.head !== row && previous[row] === NONE)) return
    const before = previous[row]!
    const after = next[row]!
    if (before === NONE) list.head = after
    else next[before] = after
    if (after === NONE) list.tail = before
    else previous[after] = before
    previous[row] = NONE
    next[row] = NONE
    if (list.head === NONE) this.#lists.delete(timeout)
  }

  /** The earliest deadline, or undefined when none is set. */
  next(): number | undefined {
    let earliest: number | undefined
    for (const { head } of this.#lists.values()) {
      const deadline = this.#probes.deadline[head]!
      if (earliest === undefined || deadline < earliest) earliest = deadline
    }
    return earliest
  }

  /** A probe whose deadline has come, or `NONE`. It stays in the list until it is removed. */
  due(now: number): number {
    for (const { head } of this.#lists.values()) if (this.#probes.deadline[head]! <= now) return head
    return NONE
  }
}
