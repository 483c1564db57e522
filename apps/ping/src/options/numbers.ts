/** Numbers on the command line: all of the text counts, or it is an error. */
import { IcmpError, type IcmpErrorCode } from '@icmp/core'

export interface Range {
  /** The flag, as `-c`. */
  flag: string
  least: number
  most: number
  /** What to give instead, as "a whole number from 1 on". */
  expected: string
  /** Default `ICMP_INVALID_OPTION`. */
  code?: IcmpErrorCode
  /** Above `most`, where that is another error. */
  above?: IcmpErrorCode
}

export function wholeNumber(text: string, range: Range): number {
  if (!/^[+-]?\d+$/.test(text.trim())) throw invalid(text, range)
  return within(Number(text), text, range)
}

/** Seconds with a fraction, as in `-i 0.2`, in milliseconds. iputils cuts below the millisecond, and so do we. */
export function seconds(text: string, range: Range): number {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim())) throw invalid(text, range)
  // The product of a decimal fraction and 1000 can lie just below the whole number that is meant.
  return Math.trunc(within(Number(text), text, range) * 1000 + 1e-6)
}

function within(value: number, text: string, range: Range): number {
  if (value >= range.least && value <= range.most) return value
  throw invalid(text, range, value > range.most ? range.above : undefined)
}

function invalid(text: string, { flag, expected, code }: Range, above?: IcmpErrorCode): IcmpError {
  return new IcmpError(above ?? code ?? 'ICMP_INVALID_OPTION', `invalid argument: '${text}': give ${flag} ${expected}.`)
}

export function given<T>(text: string | undefined, parse: (text: string) => T): T | undefined {
  return text === undefined ? undefined : parse(text)
}
