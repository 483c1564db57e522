/** What an error message ends with: the datagram that it quotes, then extensions (RFC 4884 §4, §5). */

import type { Family } from '../address.js'
import { readU16 } from '../bytes.js'
import type { Fields } from '../layout/field.js'
import type { Part } from '../layout/part.js'
import type { VariableField } from '../layout/variable.js'
import {
  EXTENSION_HEADER,
  EXTENSION_VERSION,
  type Extensions,
  explainExtensions,
  extensionChecksumState,
  extensionsSize,
  objectsFill,
  readExtensions,
  writeExtensions,
} from './structure.js'

/** The length attribute counts words of so many bytes (RFC 4884 §4). */
export const LENGTH_UNIT: Readonly<Record<Family, number>> = { 4: 4, 6: 8 }
/** What is quoted is padded to that length where extensions follow; old routers put them there without saying so (§5.5). */
export const LEAST_QUOTED = 128

/** Properties of a message that may carry extensions. */
export interface Quoting {
  /** The datagram that caused the error as far as it is quoted, with its padding: see `quotedBytes`. */
  quoted: Uint8Array
  /** What the router says beside it. Some don't tell where it begins: see `extensionCompliance`. */
  extensions?: Extensions | undefined
}

/** Where the extensions begin; `end` where there are none that can be believed. */
function extensionsAt(bytes: Uint8Array, at: number, end: number, claimed: number): number {
  if (claimed >= LEAST_QUOTED && at + claimed + 2 * EXTENSION_HEADER <= end && areExtensions(bytes, at + claimed, end))
    return at + claimed
  const fixed = at + LEAST_QUOTED
  return claimed !== LEAST_QUOTED && fixed + EXTENSION_HEADER <= end && areExtensions(bytes, fixed, end) ? fixed : end
}

/** The unused fields of old routers hold anything, so the length attribute alone proves nothing. */
function areExtensions(bytes: Uint8Array, at: number, end: number): boolean {
  if (readU16(bytes, at) >>> 12 !== EXTENSION_VERSION) return false
  const state = extensionChecksumState(bytes, at, end)
  return state === 'valid' || (state === 'absent' && objectsFill(bytes, at, end))
}

/** Sets what a message ends with. @param lengthAttribute in bytes */
export function readQuoting(message: Quoting, bytes: Uint8Array, at: number, lengthAttribute: number): void {
  const end = bytes.length
  const split = extensionsAt(bytes, at, end, lengthAttribute)
  message.quoted = bytes.subarray(at, split)
  if (split < end) message.extensions = readExtensions(bytes, split, end)
}

/** The quoted datagram and, where there are any, extensions. */
export function quotingWithExtensions(family: Family): VariableField {
  const unit = LENGTH_UNIT[family]
  return {
    names: ['quoted', 'extensions'],
    holds: { form: 'custom', as: 'quoting' },
    takesAll: true,
    read(record, bytes, at, end) {
      const split = extensionsAt(bytes, at, end, (record.lengthAttribute as number) * unit)
      record.quoted = bytes.subarray(at, split)
      if (split < end) record.extensions = readExtensions(bytes, split, end)
      return end
    },
    size(record) {
      const { quoted, extensions } = record as unknown as Quoting
      return quoted.length + (extensions === undefined ? 0 : extensionsSize(extensions))
    },
    write(record, target, at) {
      const { quoted, extensions } = record as unknown as Quoting
      target.set(quoted, at)
      const next = at + quoted.length
      return extensions === undefined ? next : writeExtensions(extensions, target, next)
    },
    explain(record, at) {
      const { quoted, extensions } = record as unknown as Quoting
      const parts = quotedPart(quoted, at)
      return extensions === undefined ? parts : [...parts, explainExtensions(extensions, at + quoted.length)]
    },
  }
}

/** The packet's own explanation replaces its contents: see `explain`. */
export const QUOTED = 'Quoted datagram'

function quotedPart(quoted: Uint8Array, at: number): Part[] {
  return [{ name: QUOTED, offset: at, length: quoted.length, meaning: `${quoted.length} bytes` }]
}

/** What an error that may not carry extensions ends with. */
export function quoting(): VariableField {
  const of = (record: Fields): Uint8Array => record.quoted as Uint8Array
  return {
    names: ['quoted'],
    holds: { form: 'bytes', name: 'quoted', optional: false },
    takesAll: true,
    read(record, bytes, at, end) {
      record.quoted = bytes.subarray(at, end)
      return end
    },
    size: (record) => of(record).length,
    write(record, target, at) {
      target.set(of(record), at)
      return at + of(record).length
    },
    explain: (record, at) => quotedPart(of(record), at),
  }
}

/**
 * What is quoted, padded as RFC 4884 §5.1 wants it where extensions follow, and the length attribute that says so.
 * @param quoted the datagram, as much as is to be quoted
 */
export function padQuoted(family: Family, quoted: Uint8Array): { quoted: Uint8Array; lengthAttribute: number } {
  const unit = LENGTH_UNIT[family]
  const length = Math.max(LEAST_QUOTED, Math.ceil(quoted.length / unit) * unit)
  const padded = new Uint8Array(length)
  padded.set(quoted)
  return { quoted: padded, lengthAttribute: length / unit }
}

/**
 * How a message with extensions keeps to RFC 4884: `compliant`, the length attribute tells where they begin; `legacy`, it
 * is 0 and they are at 128 (§5.5); `violating`, it says something else. Undefined without extensions.
 */
export function extensionCompliance(
  family: Family,
  { quoted, extensions, lengthAttribute }: Quoting & { lengthAttribute: number },
): 'compliant' | 'legacy' | 'violating' | undefined {
  if (extensions === undefined) return undefined
  if (lengthAttribute * LENGTH_UNIT[family] === quoted.length) return 'compliant'
  return lengthAttribute === 0 ? 'legacy' : 'violating'
}
