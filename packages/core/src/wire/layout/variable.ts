import type { Fields, FixedField } from './field.js'
import type { Part } from './part.js'

/**
 * What has no width of its own: the rest of the message, a list, options. It reads what it can and leaves the remainder
 * to the next one; the last one of a message takes all.
 */
export interface VariableField {
  /** The record's properties that it reads and writes. */
  readonly names: readonly string[]
  /** Sets properties of the record, and gives the offset after what it took. It never throws. */
  read(record: Fields, bytes: Uint8Array, at: number, end: number): number
  /** Bytes that it takes. */
  size(record: Fields): number
  /** Writes at the offset, and gives the one after. @throws `ICMP_INVALID_OPTION` */
  write(record: Fields, target: Uint8Array, at: number): number
  explain(record: Fields, at: number): Part[]
  /** For those who make records up: what each property holds. */
  readonly holds: Holds
  /** Nothing can follow it. */
  readonly takesAll?: boolean | undefined
  /** The structure that it is made of, where it is one that may be missing. */
  readonly part?: Layout | undefined
}

/** The shape of a variable part, as data. */
export type Holds =
  | { form: 'bytes'; name: string; optional: boolean }
  | { form: 'list'; name: string; item: Layout; count: string | undefined }
  | { form: 'custom'; as: string }

/** A structure: fields of known width first, then what varies. */
export interface Layout {
  readonly fixed: readonly FixedField[]
  /** Bytes of the fixed part. */
  readonly size: number
  readonly variable: readonly VariableField[]
}
