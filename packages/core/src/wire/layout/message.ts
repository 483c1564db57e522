/** A message's codec out of the table of its fields. */
import type { Family } from '../address.js'
import type { IcmpHead, IcmpMessage, MessageCodec } from '../message.js'
import { decoded, truncated } from '../problem.js'
import type { Fields, FixedField } from './field.js'
import { layout, layoutSize, readLayout, writeLayout } from './layout.js'
import { complete } from './parts.js'
import type { VariableField } from './variable.js'

/** Every message begins with type, code and checksum. */
const HEAD = 4

export interface MessageTable {
  family: Family
  /** Type numbers, each with its kind. */
  kinds: Readonly<Record<number, string>>
  /** As the standard calls it. */
  title: string
  /** Where it is defined. */
  source: string
  /** Names of codes. */
  codes?: Readonly<Record<number, string>> | undefined
  fields: readonly (FixedField | VariableField)[]
}

/**
 * Reads what the table says without walking it, for the messages that come in floods: a record out of one literal is made
 * in a tenth of the time. The caller has seen to the bytes of the fixed part.
 */
export type FastReader<M> = (head: Required<IcmpHead>, bytes: Uint8Array) => M

/** @typeParam M the record, whose properties are the names of the fields */
export function message<M extends IcmpMessage>(
  { family, kinds, title, source, codes, fields }: MessageTable,
  fast?: FastReader<M>,
): MessageCodec<M> {
  const table = layout(complete(fields))
  return {
    family,
    types: Object.keys(kinds).map(Number),
    kinds,
    title,
    source,
    codes: codes ?? {},
    layout: table,
    decode(head, bytes) {
      if (fast !== undefined && bytes.length >= HEAD + table.size) return decoded(fast(head, bytes))
      const record: Fields = { ...head, kind: kinds[head.type] }
      if (readLayout(table, record, bytes, HEAD, bytes.length) < 0)
        return truncated(bytes.length, `the bytes end within the header of ${title}`)
      return decoded(record as unknown as M)
    },
    length: (record) => HEAD + layoutSize(table, record as unknown as Fields),
    write: (record, target) => void writeLayout(table, record as unknown as Fields, target, HEAD),
  }
}
