import type { Clock, StatusLine } from '../environment.js'

/** Milliseconds from one drawing to the next. */
const REDRAW = 100
const WIDEST = 40

export interface Standing {
  done: number
  alive: number
  /** Undefined where nobody knows: what comes by standard input. */
  total: number | undefined
  /** Milliseconds. */
  elapsed: number
}

/** A line of that many columns at most: how far a sweep is, and how long it will take. */
export function progressText({ done, alive, total, elapsed }: Standing, columns: number): string {
  const rate = elapsed > 0 ? Math.round((done * 1000) / elapsed) : 0
  const counts = `${done}${total === undefined ? '' : `/${total}`}  ${alive} alive  ${rate}/s`
  if (total === undefined || total === 0) return counts.slice(0, columns)
  const share = Math.min(1, done / total)
  const percent = `${Math.floor(share * 100)}%`.padStart(4)
  const left = done === 0 || share === 1 ? '' : `  ${duration((elapsed / done) * (total - done))} left`
  const text = `${percent}  ${counts}${left}`
  const width = Math.min(WIDEST, columns - text.length - 3)
  if (width < 5) return text.slice(0, columns)
  const full = Math.round(share * width)
  return `[${'='.repeat(full)}${' '.repeat(width - full)}]${text}`
}

function duration(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000)
  if (seconds < 60) return `${seconds}s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}m${String(seconds % 60).padStart(2, '0')}s`
  return `${Math.floor(minutes / 60)}h${String(minutes % 60).padStart(2, '0')}m`
}

/** Draws how far a sweep is, ten times a second at most. */
export class Progress {
  readonly #line: StatusLine
  readonly #clock: Clock
  readonly #total: number | undefined
  readonly #begun: number
  #drawnAt = Number.NEGATIVE_INFINITY

  constructor(line: StatusLine, clock: Clock, total: number | undefined) {
    this.#line = line
    this.#clock = clock
    this.#total = total
    this.#begun = clock.now()
    this.update(0, 0)
  }

  update(done: number, alive: number): void {
    const now = this.#clock.now()
    if (now - this.#drawnAt < REDRAW) return
    this.#drawnAt = now
    const standing = { done, alive, total: this.#total, elapsed: now - this.#begun }
    this.#line.show(progressText(standing, this.#line.columns()))
  }

  /** Nothing of it stays. */
  end(): void {
    this.#line.end()
  }
}
