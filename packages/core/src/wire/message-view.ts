/** Any message in place, by the table of its fields. */

import { IcmpError } from '../errors.js'
import type { Family } from './address.js'
import { exactly, fits, readU16, writeU16 } from './bytes.js'
import { updateChecksum } from './checksum.js'
import { clearBits, readBits, writeBits } from './layout/bits.js'
import type { FixedField } from './layout/field.js'
import type { Layout } from './layout/variable.js'
import { codecOfType } from './registry.js'

const HEAD = 4
const CHECKSUM = 2

/** After `on` gave a view, `get` of a name that the message has never throws or reads outside. */
export class MessageView {
  readonly family: Family
  readonly #bytes: Uint8Array
  readonly #offset: number
  readonly #layout: Layout

  private constructor(family: Family, bytes: Uint8Array, offset: number, layout: Layout) {
    this.family = family
    this.#bytes = bytes
    this.#offset = offset
    this.#layout = layout
  }

  /** A view of the message at `offset`; undefined where its fixed fields are not all there. */
  static on(family: Family, bytes: Uint8Array, offset = 0): MessageView | undefined {
    if (offset < 0 || offset + HEAD > bytes.length) return undefined
    const { layout } = codecOfType(family, bytes[offset]!)
    return offset + HEAD + layout.size > bytes.length ? undefined : new MessageView(family, bytes, offset, layout)
  }

  get type(): number {
    return this.#bytes[this.#offset]!
  }

  get code(): number {
    return this.#bytes[this.#offset + 1]!
  }

  get checksum(): number {
    return readU16(this.#bytes, this.#offset + CHECKSUM)
  }

  /** Names of the fields of known width, as the record has them. */
  get names(): readonly string[] {
    return this.#layout.fixed.map(({ name }) => name)
  }

  /** What comes after the fields of known width. */
  get rest(): Uint8Array {
    return this.#bytes.subarray(this.#offset + HEAD + this.#layout.size)
  }

  /** @throws `ICMP_INVALID_OPTION` for a name that this message doesn't have */
  get(name: string): number | boolean | Uint8Array {
    const { field, bit } = this.#find(name)
    if (field.form === 'bytes') return this.#bytes.subarray(bit >>> 3, (bit + field.bits) >>> 3)
    const value = readBits(this.#bytes, bit, field.bits)
    return field.form === 'flag' ? value === 1 : field.form === 'int' ? value | 0 : value
  }

  /**
   * Writes the field and keeps the checksum right, by RFC 1624: one that was wrong stays wrong by as much.
   * @throws `ICMP_INVALID_OPTION` for a name that this message doesn't have, or a value that does not fit
   */
  set(name: string, value: number | boolean | Uint8Array): void {
    const { field, bit } = this.#find(name)
    const from = this.#offset + (((bit >>> 3) - this.#offset) & ~1)
    const to = Math.min(this.#bytes.length, ((bit + field.bits + 7) >>> 3) + 1)
    const before = this.#bytes.slice(from, to)
    if (field.form === 'bytes') this.#bytes.set(exactly(value as Uint8Array, field.bits / 8, field.label), bit >>> 3)
    else {
      const number = numberOf(field, value)
      clearBits(this.#bytes, bit, field.bits)
      writeBits(this.#bytes, bit, field.bits, number)
    }
    let checksum = this.checksum
    for (let at = 0; at < before.length; at += 2) {
      const word = (bytes: Uint8Array, start: number): number =>
        (bytes[start]! << 8) | (at + 1 < before.length ? bytes[start + 1]! : 0)
      checksum = updateChecksum(checksum, word(before, at), word(this.#bytes, from + at))
    }
    writeU16(this.#bytes, this.#offset + CHECKSUM, checksum)
  }

  #find(name: string): { field: FixedField; bit: number } {
    let bit = (this.#offset + HEAD) * 8
    for (const field of this.#layout.fixed) {
      if (field.name === name) return { field, bit }
      bit += field.bits
    }
    throw new IcmpError('ICMP_INVALID_OPTION', `This message has no field '${name}': it has ${this.names.join(', ')}.`)
  }
}

function numberOf({ form, bits, label }: FixedField, value: number | boolean | Uint8Array): number {
  if (form === 'flag') return value === true ? 1 : 0
  return form === 'int' ? (value as number) >>> 0 : fits(value as number, bits, label)
}
