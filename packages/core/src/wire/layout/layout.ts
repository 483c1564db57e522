/** Reads, writes and explains a structure by its table. */
import { formatBytes } from '../address.js'
import { exactly, fits } from '../bytes.js'
import { readBits, writeBits } from './bits.js'
import type { Fields, FixedField } from './field.js'
import type { Part } from './part.js'
import type { Layout, VariableField } from './variable.js'

/** The table, with the variable fields after those of known width. */
export function layout(fields: readonly (FixedField | VariableField)[]): Layout {
  const fixed = fields.filter((field): field is FixedField => 'bits' in field)
  const variable = fields.filter((field): field is VariableField => 'holds' in field)
  const bits = fixed.reduce((sum, field) => sum + field.bits, 0)
  return { fixed, size: bits / 8, variable }
}

/** Sets the record's properties, and gives the offset after the structure; -1 where the fixed part doesn't fit. */
export function readLayout(layout: Layout, record: Fields, bytes: Uint8Array, at: number, end: number): number {
  if (at + layout.size > end) return -1
  let bit = at * 8
  for (const { name, form, bits } of layout.fixed) {
    record[name] =
      form === 'uint'
        ? readBits(bytes, bit, bits)
        : form === 'bytes'
          ? bytes.subarray(bit >>> 3, (bit + bits) >>> 3)
          : form === 'flag'
            ? readBits(bytes, bit, 1) === 1
            : readBits(bytes, bit, bits) | 0
    bit += bits
  }
  let next = at + layout.size
  for (const field of layout.variable) next = field.read(record, bytes, next, end)
  return next
}

export function layoutSize(layout: Layout, record: Fields): number {
  let size = layout.size
  for (const field of layout.variable) size += field.size(record)
  return size
}

/** Writes the structure, and gives the offset after it. @throws `ICMP_INVALID_OPTION` for a value that does not fit */
export function writeLayout(layout: Layout, record: Fields, target: Uint8Array, at: number): number {
  target.fill(0, at, at + layout.size)
  let bit = at * 8
  for (const field of layout.fixed) {
    const value = record[field.name] ?? field.otherwise?.(record)
    if (field.form === 'bytes') target.set(exactly(value as Uint8Array, field.bits / 8, field.label), bit >>> 3)
    else writeBits(target, bit, field.bits, numberOf(field, value))
    bit += field.bits
  }
  let next = at + layout.size
  for (const field of layout.variable) next = field.write(record, target, next)
  return next
}

function numberOf({ form, bits, label }: FixedField, value: unknown): number {
  if (form === 'flag') return value === true ? 1 : 0
  if (form === 'int' && Number.isInteger(value)) return fits((value as number) + 0x8000_0000, 32, label) ^ 0x8000_0000
  return fits(value as number, bits, label)
}

/** @param at where the structure begins in the packet */
export function explainLayout(layout: Layout, record: Fields, at: number): Part[] {
  const parts: Part[] = []
  let bit = at * 8
  for (const field of layout.fixed) {
    parts.push(fixedPart(field, record[field.name], bit))
    bit += field.bits
  }
  let next = at + layout.size
  for (const field of layout.variable) {
    parts.push(...field.explain(record, next))
    next += field.size(record)
  }
  return parts
}

function fixedPart(field: FixedField, value: unknown, bit: number): Part {
  const offset = bit >>> 3
  const whole = (bit & 7) === 0 && (field.bits & 7) === 0
  return {
    name: field.label,
    offset,
    length: ((bit + field.bits + 7) >>> 3) - offset,
    ...(whole ? {} : { bits: { first: bit & 7, count: field.bits } }),
    meaning: meaningOf(field, value),
  }
}

const UNITS = { milliseconds: ' ms', seconds: ' s' } as const

export function meaningOf({ form, show, values, bits }: FixedField, value: unknown): string {
  if (form === 'bytes') return formatBytes(value as Uint8Array, show === 'address')
  if (form === 'flag') return value === true ? 'set' : 'not set'
  const number = value as number
  const text = show === 'hex' ? `0x${number.toString(16).padStart(Math.ceil(bits / 4), '0')}` : String(number)
  const named = values?.[number]
  if (named !== undefined) return `${text} (${named})`
  return show === 'milliseconds' || show === 'seconds' ? text + UNITS[show] : text
}
