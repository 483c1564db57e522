/**
 * A chart of round-trip times over time as rows of text, the newest at the right. Own, since what there is for terminals draws no
 * gaps: a request without an answer has to look like one.
 */

/** Milliseconds of a reply; or what became of the request otherwise, `undefined` as long as nothing did. */
export type Sample = number | 'lost' | 'error' | undefined

const BLOCKS = ' ▁▂▃▄▅▆▇█'
/** Steps of a cell. */
const STEPS = 8

export interface Chart {
  /** From the top: a label, and the columns. */
  rows: { label: string; cells: string }[]
  /** Below: x where an answer is missing, ! where an error came. */
  marks: string
}

/** @param height rows of columns, 1 at least. */
export function chart(samples: readonly Sample[], width: number, height: number): Chart {
  // The scale is for those that are seen, and how many are depends on how wide the scale is.
  const wide = columnsBeside(labelsOf(ceiling(samples), height), width)
  const top = ceiling(samples.slice(-wide))
  const labels = labelsOf(top, height)
  const margin = widest(labels)
  const columns = columnsBeside(labels, width)
  const visible = samples.slice(-columns)
  const start = ' '.repeat(columns - visible.length)
  const rows = labels.map((label, row) => ({
    label: `${label.padStart(margin)} ${label === '' ? '│' : '┤'}`,
    cells: start + visible.map((sample) => cell(sample, row, height, top)).join(''),
  }))
  return { rows, marks: `${' '.repeat(margin + 2)}${start}${visible.map(mark).join('')}` }
}

function labelsOf(top: number, height: number): string[] {
  return Array.from({ length: height }, (_, row) => labelOf(row, height, top))
}

function widest(labels: readonly string[]): number {
  return Math.max(...labels.map((label) => label.length))
}

function columnsBeside(labels: readonly string[], width: number): number {
  return Math.max(1, width - widest(labels) - 2)
}

/** The smallest of 1, 2 and 5 times a power of ten that nothing goes over. */
function ceiling(samples: readonly Sample[]): number {
  let most = 0
  for (const sample of samples) if (typeof sample === 'number' && sample > most) most = sample
  if (most === 0) return 1
  const power = 10 ** Math.floor(Math.log10(most))
  return ([1, 2, 5, 10].find((step) => step * power >= most) ?? 10) * power
}

/** The value at the upper edge of that row: at the top, and in the middle where there is one. */
function labelOf(row: number, height: number, top: number): string {
  const middle = height >= 4 && row === height / 2
  if (row !== 0 && !middle) return ''
  return milliseconds((top * (height - row)) / height)
}

/** Three significant digits and no unit. */
export function milliseconds(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : value >= 1 ? 2 : 3)
}

function cell(sample: Sample, row: number, height: number, top: number): string {
  if (typeof sample !== 'number') return ' '
  // A reply shows, however quick it was.
  const steps = Math.max(1, Math.round((sample / top) * height * STEPS))
  const below = (height - 1 - row) * STEPS
  return BLOCKS[Math.min(STEPS, Math.max(0, steps - below))]!
}

function mark(sample: Sample): string {
  return sample === 'lost' ? 'x' : sample === 'error' ? '!' : ' '
}
