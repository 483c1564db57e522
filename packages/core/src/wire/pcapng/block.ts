/** Blocks and options of pcapng (draft-ietf-opsawg-pcapng §3.1, §3.5), in little-endian order. */
import { utf8 } from './utf8.js'

/** Type and total length before the body; the length again after it. */
const HEAD = 8
const TAIL = 4
/** Code and length of an option. */
const OPTION_HEAD = 4
const COMMENT = 1
/** An option's length has 16 bits. */
const LONGEST_OPTION = 0xffff

export interface Option {
  code: number
  value: Uint8Array
}

/** One of text, for `code`; nothing for no text. */
export function textOption(code: number, text: string | undefined): Option[] {
  return text === undefined ? [] : [{ code, value: utf8(text, LONGEST_OPTION) }]
}

/** `opt_comment`, which every block may have. */
export function commentOption(text: string | undefined): Option[] {
  return textOption(COMMENT, text)
}

/** A number of 64 bits; nothing for none. */
export function countOption(code: number, count: number | undefined): Option[] {
  if (count === undefined) return []
  const value = new Uint8Array(8)
  new DataView(value.buffer).setBigUint64(0, wide(count), true)
  return [{ code, value }]
}

/** A time as two words of 32 bits, the higher one first whatever the byte order (§4.3); nothing for none. */
export function timeOption(code: number, time: number | undefined): Option[] {
  if (time === undefined) return []
  const value = new Uint8Array(8)
  writeTime(new DataView(value.buffer), 0, time)
  return [{ code, value }]
}

/** Milliseconds as nanoseconds. Their product would not fit a double; what is no time at all counts as 0. */
export function writeTime(view: DataView, at: number, time: number): void {
  const whole = Math.floor(time)
  const units = wide(whole) * 1_000_000n + wide(Math.round((time - whole) * 1e6))
  view.setUint32(at, Number((units >> 32n) & 0xffff_ffffn), true)
  view.setUint32(at + 4, Number(units & 0xffff_ffffn), true)
}

function wide(value: number): bigint {
  return value > 0 && Number.isFinite(value) ? BigInt(Math.floor(value)) : 0n
}

/**
 * A block around its fixed fields, the data after them and its options, each padded to 32 bits.
 * @param fields writes the fixed fields at that offset of the view
 */
export function block(
  type: number,
  fieldsLength: number,
  fields: (view: DataView, at: number) => void,
  options: readonly Option[],
  data: Uint8Array = new Uint8Array(0),
): Uint8Array {
  const optionsAt = HEAD + fieldsLength + padded(data.length)
  const total = optionsAt + optionsLength(options) + TAIL
  const bytes = new Uint8Array(total)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, type, true)
  view.setUint32(4, total, true)
  fields(view, HEAD)
  bytes.set(data, HEAD + fieldsLength)
  let at = optionsAt
  for (const { code, value } of options) {
    view.setUint16(at, code, true)
    view.setUint16(at + 2, value.length, true)
    bytes.set(value, at + OPTION_HEAD)
    at += OPTION_HEAD + padded(value.length)
  }
  // What ends the options is zeros, which stand there already.
  view.setUint32(total - TAIL, total, true)
  return bytes
}

/** Where there are any, an option of code 0 and length 0 ends them. */
function optionsLength(options: readonly Option[]): number {
  if (options.length === 0) return 0
  return options.reduce((sum, { value }) => sum + OPTION_HEAD + padded(value.length), OPTION_HEAD)
}

function padded(length: number): number {
  return (length + 3) & ~3
}
