/** Fields of a message as data: what reads it, writes it and explains it walks over the same table. */

/** How a value is shown to a person. */
export type Show = 'number' | 'hex' | 'address' | 'milliseconds' | 'seconds' | 'text'

/** A field of known width. Bits are counted from the most significant one, as RFCs draw them. */
export interface FixedField {
  /** The record's property. */
  readonly name: string
  /** As the RFC calls it. */
  readonly label: string
  /** `uint` of at most 32 bits, `int` of 32, `flag` of one, or whole `bytes`. */
  readonly form: 'uint' | 'int' | 'flag' | 'bytes'
  readonly bits: number
  readonly show: Show
  /** Names of values. */
  readonly values?: Readonly<Record<number, string>> | undefined
  /** What is written where the record leaves it out; without it, the record must have it. */
  readonly otherwise?: ((record: Fields) => number) | undefined
}

/** Any record, seen as its properties. */
export type Fields = Record<string, unknown>

interface Details {
  show?: Show
  values?: Readonly<Record<number, string>>
  otherwise?: (record: Fields) => number
}

function fixed(name: string, label: string, form: FixedField['form'], bits: number, details: Details): FixedField {
  return { name, label, form, bits, show: 'number', ...details }
}

export function uint(name: string, bits: number, label: string, details: Details = {}): FixedField {
  return fixed(name, label, 'uint', bits, details)
}

/** Two's complement, 32 bits. */
export function int32(name: string, label: string): FixedField {
  return fixed(name, label, 'int', 32, {})
}

export function flag(name: string, label: string): FixedField {
  return fixed(name, label, 'flag', 1, {})
}

/** To be zero; what is there survives. Left out, it is written as 0. */
export function reserved(bits: number, name = 'reserved', label = 'Reserved'): FixedField {
  return fixed(name, label, 'uint', bits, { otherwise: () => 0 })
}

export function octets(name: string, length: number, label: string, show: Show = 'hex'): FixedField {
  return fixed(name, label, 'bytes', length * 8, { show })
}

export function address4(name: string, label: string): FixedField {
  return octets(name, 4, label, 'address')
}

export function address6(name: string, label: string): FixedField {
  return octets(name, 16, label, 'address')
}
