import { NONE } from './probe-table.js'

/** Slots of one page: 4 KiB of rows. */
const PAGE = 1024
/** Empty pages that are kept for the next ones: tokens only rise, so a page comes as another one goes. */
const SPARE = 4

interface Page {
  readonly rows: Int32Array
  used: number
}

/**
 * Which row has which slot. Tokens rise, and with them the slots in use: they lie together, in a few pages of a range
 * that has a million of them. A Map that gains one key and loses one with each probe makes its table anew every few of
 * them, which showed in profiles of pings one after another.
 */
export class SlotIndex {
  readonly #pages: (Page | undefined)[] = []
  readonly #spare: Page[] = []
  /** Slots that have a row. */
  size = 0

  /** The slot's row, or `NONE`; also for a slot that is none. */
  get(slot: number): number {
    return slot < 0 ? NONE : (this.#pages[Math.floor(slot / PAGE)]?.rows[slot % PAGE] ?? NONE)
  }

  set(slot: number, row: number): void {
    const number = Math.floor(slot / PAGE)
    let page = this.#pages[number]
    if (page === undefined) {
      page = this.#spare.pop() ?? { rows: new Int32Array(PAGE).fill(NONE), used: 0 }
      // No holes: an array with holes looks each of them up elsewhere.
      while (this.#pages.length < number) this.#pages.push(undefined)
      this.#pages[number] = page
    }
    if (page.rows[slot % PAGE] === NONE) {
      page.used++
      this.size++
    }
    page.rows[slot % PAGE] = row
  }

  delete(slot: number): void {
    const number = Math.floor(slot / PAGE)
    const page = this.#pages[number]
    if (page === undefined || page.rows[slot % PAGE] === NONE) return
    page.rows[slot % PAGE] = NONE
    this.size--
    if (--page.used > 0) return
    this.#pages[number] = undefined
    if (this.#spare.length < SPARE) this.#spare.push(page)
  }

  /** Rows in the order of their slots. */
  *rows(): Generator<number> {
    for (const page of this.#pages) for (const row of page?.rows ?? []) if (row !== NONE) yield row
  }
}
