/** The extension structure: RFC 4884 §7. */
import { fits, readU16, writeU16 } from '../bytes.js'
import { internetChecksum, internetChecksumValid } from '../checksum.js'
import type { Part } from '../layout/part.js'
import { type ExtensionObject, explainObject, OBJECT_HEADER, objectSize, readObject, writeObject } from './object.js'

export interface Extensions {
  /** 2; 4 bits. */
  version: number
  /** 12 bits, to be zero. A draft puts a length there. */
  reserved: number
  /** As it was on the wire, 0 for none. Left out, it is computed when encoding. */
  checksum?: number | undefined
  objects: ExtensionObject[]
  /** What comes after the last object that can be read. */
  trailing?: Uint8Array | undefined
}

export const EXTENSION_HEADER = 4
export const EXTENSION_VERSION = 2

/** Whether the checksum of the structure agrees; without one (0) nothing is said. */
export function extensionChecksumState(bytes: Uint8Array, at: number, end: number): 'valid' | 'invalid' | 'absent' {
  if (readU16(bytes, at + 2) === 0) return 'absent'
  return internetChecksumValid(bytes, at, end) ? 'valid' : 'invalid'
}

/** Reads the structure, whatever its version and checksum say. The caller has seen to the 4 bytes of its header. */
export function readExtensions(bytes: Uint8Array, at: number, end: number): Extensions {
  const word = readU16(bytes, at)
  const objects: ExtensionObject[] = []
  let next = at + EXTENSION_HEADER
  for (let one = readObject(bytes, next, end); one !== undefined; one = readObject(bytes, next, end)) {
    objects.push(one.object)
    next = one.next
  }
  const extensions: Extensions = {
    version: word >>> 12,
    reserved: word & 0xfff,
    checksum: readU16(bytes, at + 2),
    objects,
  }
  if (next < end) extensions.trailing = bytes.subarray(next, end)
  return extensions
}

/** Whether its objects fill it to the end. */
export function objectsFill(bytes: Uint8Array, at: number, end: number): boolean {
  let next = at + EXTENSION_HEADER
  while (next + OBJECT_HEADER <= end) {
    const length = readU16(bytes, next)
    if (length < OBJECT_HEADER || length % 4 !== 0) return false
    next += length
  }
  return next === end && next > at + EXTENSION_HEADER
}

export function extensionsSize({ objects, trailing }: Extensions): number {
  return objects.reduce((sum, object) => sum + objectSize(object), EXTENSION_HEADER) + (trailing?.length ?? 0)
}

/** @throws `ICMP_INVALID_OPTION` */
export function writeExtensions(extensions: Extensions, target: Uint8Array, at: number): number {
  const { version, reserved, checksum, objects, trailing } = extensions
  writeU16(target, at, (fits(version, 4, 'extension version') << 12) | fits(reserved, 12, 'reserved bits'))
  writeU16(target, at + 2, 0)
  let next = at + EXTENSION_HEADER
  for (const object of objects) next = writeObject(object, target, next)
  if (trailing !== undefined) {
    target.set(trailing, next)
    next += trailing.length
  }
  writeU16(target, at + 2, fits(checksum ?? internetChecksum(target, at, next), 16, 'extension checksum'))
  return next
}

export function explainExtensions(extensions: Extensions, at: number): Part {
  const { version, reserved, checksum = 0, objects, trailing } = extensions
  let next = at + EXTENSION_HEADER
  const parts: Part[] = [
    { name: 'Version', offset: at, length: 1, bits: { first: 0, count: 4 }, meaning: String(version) },
    { name: 'Reserved', offset: at, length: 2, bits: { first: 4, count: 12 }, meaning: String(reserved) },
    { name: 'Checksum', offset: at + 2, length: 2, meaning: `0x${checksum.toString(16).padStart(4, '0')}` },
  ]
  for (const object of objects) {
    parts.push(explainObject(object, next))
    next += objectSize(object)
  }
  if (trailing !== undefined) {
    parts.push({ name: 'Trailing bytes', offset: next, length: trailing.length, meaning: `${trailing.length} bytes` })
  }
  const length = extensionsSize(extensions)
  return { name: 'Extension structure', offset: at, length, meaning: `${objects.length} objects`, parts }
}
