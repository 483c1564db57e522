/** The variable parts that most messages share. */
import { formatBytes } from '../address.js'
import type { Fields, FixedField } from './field.js'
import { explainLayout, layoutSize, readLayout, writeLayout } from './layout.js'
import type { Layout, VariableField } from './variable.js'

const NOTHING = new Uint8Array(0)

/** All that is left. Where `optional`, the property is there only if something is. */
export function rest(name: string, label: string, optional = false): VariableField {
  const of = (record: Fields): Uint8Array => (record[name] as Uint8Array | undefined) ?? NOTHING
  return {
    names: [name],
    holds: { form: 'bytes', name, optional },
    takesAll: true,
    read(record, bytes, at, end) {
      if (!optional || at < end) record[name] = bytes.subarray(at, end)
      return end
    },
    size: (record) => of(record).length,
    write(record, target, at) {
      target.set(of(record), at)
      return at + of(record).length
    },
    explain(record, at) {
      const bytes = of(record)
      if (bytes.length === 0) return []
      return [{ name: label, offset: at, length: bytes.length, meaning: formatBytes(bytes, false) }]
    },
  }
}

/** What a sender put after the end, or what could not be read, survives: a last field takes it where no other takes all. */
export function complete(fields: readonly (FixedField | VariableField)[]): readonly (FixedField | VariableField)[] {
  const last = fields.at(-1)
  return last !== undefined && 'holds' in last && last.takesAll
    ? fields
    : [...fields, rest('trailing', 'Trailing bytes', true)]
}

/**
 * Structures of one kind, one after the other: as many as the property `count` says, or as there are. One that doesn't fit
 * ends the list.
 */
export function list(name: string, label: string, item: Layout, count?: string): VariableField {
  const of = (record: Fields): readonly Fields[] => (record[name] as readonly Fields[] | undefined) ?? []
  return {
    names: [name],
    holds: { form: 'list', name, item, count },
    read(record, bytes, at, end) {
      const most = count === undefined ? Number.POSITIVE_INFINITY : (record[count] as number)
      const items: Fields[] = []
      let next = at
      while (items.length < most && next < end) {
        const one: Fields = {}
        const after = readLayout(item, one, bytes, next, end)
        if (after < 0) break
        items.push(one)
        next = after
      }
      record[name] = items
      return next
    },
    size: (record) => of(record).reduce((sum, one) => sum + layoutSize(item, one), 0),
    write(record, target, at) {
      let next = at
      for (const one of of(record)) next = writeLayout(item, one, target, next)
      return next
    },
    explain(record, at) {
      let next = at
      return of(record).map((one, n) => {
        const length = layoutSize(item, one)
        const part = {
          name: `${label} ${n + 1}`,
          offset: next,
          length,
          meaning: '',
          parts: explainLayout(item, one, next),
        }
        next += length
        return part
      })
    },
  }
}
