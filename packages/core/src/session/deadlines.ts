import type { Probe } from './probe.js'

/**
 * Probes in the order of their deadlines. Deadlines of equal timeouts come in order by themselves, as time only grows:
 * so one linked list for each timeout in use makes adding and removing O(1), and programs use few different ones.
 */
export class Deadlines<Context> {
  readonly #lists = new Map<number, { head: Probe<Context> | undefined; tail: Probe<Context> | undefined }>()

  add(probe: Probe<Context>, now: number): void {
    const timeout = probe.request.timeout
    probe.deadline = now + timeout
    let list = this.#lists.get(timeout)
    if (list === undefined) {
      list = { head: undefined, tail: undefined }
      this.#lists.set(timeout, list)
    }
    probe.previous = list.tail
    probe.next = undefined
    if (list.tail === undefined) list.head = probe
    else list.tail.next = probe
    list.tail = probe
  }

  remove(probe: Probe<Context>): void {
    const list = this.#lists.get(probe.request.timeout)
    if (list === undefined || (list.head !== probe && probe.previous === undefined)) return
    if (probe.previous === undefined) list.head = probe.next
    else probe.previous.next = probe.next
    if (probe.next === undefined) list.tail = probe.previous
    else probe.next.previous = probe.previous
    probe.previous = undefined
    probe.next = undefined
    if (list.head === undefined) this.#lists.delete(probe.request.timeout)
  }

  /** The earliest deadline, or undefined when none is set. */
  next(): number | undefined {
    let earliest: number | undefined
    for (const { head } of this.#lists.values()) {
      if (head !== undefined && (earliest === undefined || head.deadline < earliest)) earliest = head.deadline
    }
    return earliest
  }

  /** A probe whose deadline has come, or undefined. It stays in the list until it is removed. */
  due(now: number): Probe<Context> | undefined {
    for (const { head } of this.#lists.values()) if (head !== undefined && head.deadline <= now) return head
    return undefined
  }
}
