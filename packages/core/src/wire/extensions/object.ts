/** Extension objects: RFC 4884 §7. A new one is a table here or in a file of its own, and a line in `KINDS`. */

import { fits, readU16, readU32, writeU16 } from '../bytes.js'
import { type ElementKind, elementKind, readElement, UNKNOWN_ELEMENT } from '../layout/element.js'
import { type Fields, flag, uint } from '../layout/field.js'
import { explainLayout, layout, layoutSize, writeLayout } from '../layout/layout.js'
import type { Part } from '../layout/part.js'
import { list } from '../layout/parts.js'
import { type InterfaceIdentificationObject, interfaceIdentification } from './interface-identification.js'
import {
  type InterfaceInformationObject,
  interfaceInformation,
  type NodeIdentificationObject,
  nodeIdentification,
} from './interface-information.js'

interface ObjectHead {
  /** Class-Num. */
  class: number
  /** C-Type. */
  ctype: number
  /** Bytes of the payload that its standard knows nothing of. */
  trailing?: Uint8Array | undefined
}

/** One entry of an MPLS label stack (RFC 3032 §2.1, RFC 5462). */
export interface MplsLabel {
  label: number
  /** Traffic class, once called EXP. */
  trafficClass: number
  bottomOfStack: boolean
  ttl: number
}

/** Class 1, C-Type 1: RFC 4950. */
export interface MplsLabelStackObject extends ObjectHead {
  kind: 'mpls-label-stack'
  entries: MplsLabel[]
}

/** Class 4, C-Type 1: RFC 8883 §4. */
export interface PointerObject extends ObjectHead {
  kind: 'pointer'
  /** Offset in bytes of the offending field in the packet. */
  pointer: number
}

/** Any other: nothing of it is lost. */
export interface UnknownObject extends ObjectHead {
  kind: 'unknown'
  payload: Uint8Array
}

export type ExtensionObject =
  | MplsLabelStackObject
  | (InterfaceInformationObject & ObjectHead)
  | (InterfaceIdentificationObject & ObjectHead)
  | (NodeIdentificationObject & ObjectHead)
  | PointerObject
  | UnknownObject

/** Length and class-and-type words. */
export const OBJECT_HEADER = 4

const mplsLabelStack: ElementKind = /* @__PURE__ */ elementKind('mpls-label-stack', 'MPLS Label Stack', 'RFC 4950', [
  /* @__PURE__ */ list(
    'entries',
    'Label',
    /* @__PURE__ */ layout([
      /* @__PURE__ */ uint('label', 20, 'Label'),
      /* @__PURE__ */ uint('trafficClass', 3, 'Traffic class'),
      /* @__PURE__ */ flag('bottomOfStack', 'Bottom of stack'),
      /* @__PURE__ */ uint('ttl', 8, 'TTL'),
    ]),
  ),
])

const pointer: ElementKind = /* @__PURE__ */ elementKind('pointer', 'Extended Information: Pointer', 'RFC 8883 §4', [
  /* @__PURE__ */ uint('pointer', 32, 'Pointer'),
])

/** Which kind an object is of. The identification of an interface has a form for each C-Type. */
export function objectKind(classNumber: number, ctype: number): ElementKind | undefined {
  switch (classNumber) {
    case 1:
      return ctype === 1 ? mplsLabelStack : undefined
    case 2:
      return interfaceInformation
    case 3:
      return interfaceIdentification(ctype)
    case 4:
      return ctype === 1 ? pointer : undefined
    case 5:
      return nodeIdentification
    default:
      return undefined
  }
}

function kindOf(object: Fields): ElementKind {
  if (object.kind === UNKNOWN_ELEMENT.kind) return UNKNOWN_ELEMENT
  return objectKind(object.class as number, object.ctype as number) ?? UNKNOWN_ELEMENT
}

/** The object at that offset; undefined where its length is a lie: below its header, past the end, or no multiple of 4. */
export function readObject(
  bytes: Uint8Array,
  at: number,
  end: number,
): { object: ExtensionObject; next: number } | undefined {
  if (at + OBJECT_HEADER > end) return undefined
  const length = readU16(bytes, at)
  if (length < OBJECT_HEADER || at + length > end || length % 4 !== 0) return undefined
  if (bytes[at + 2] === 1 && bytes[at + 3] === 1) return { object: readLabels(bytes, at, length), next: at + length }
  const object: Fields = { class: bytes[at + 2]!, ctype: bytes[at + 3]! }
  readElement(objectKind(bytes[at + 2]!, bytes[at + 3]!), object, bytes, at + OBJECT_HEADER, at + length)
  return { object: object as unknown as ExtensionObject, next: at + length }
}

/** By far the most frequent object: made of literals, in a tenth of the time. */
function readLabels(bytes: Uint8Array, at: number, length: number): MplsLabelStackObject {
  const entries: MplsLabel[] = []
  for (let next = at + OBJECT_HEADER; next < at + length; next += 4) {
    const word = readU32(bytes, next)
    entries.push({
      label: word >>> 12,
      trafficClass: (word >>> 9) & 7,
      bottomOfStack: (word & 0x100) !== 0,
      ttl: word & 0xff,
    })
  }
  return { class: 1, ctype: 1, kind: 'mpls-label-stack', entries }
}

/** A multiple of 4, with zeros where a payload is none. */
export function objectSize(object: ExtensionObject): number {
  const fields = object as unknown as Fields
  return OBJECT_HEADER + ((layoutSize(kindOf(fields).layout, fields) + 3) & ~3)
}

/** @throws `ICMP_INVALID_OPTION` */
export function writeObject(object: ExtensionObject, target: Uint8Array, at: number): number {
  const fields = object as unknown as Fields
  const length = objectSize(object)
  writeU16(target, at, fits(length, 16, 'object length'))
  target[at + 2] = fits(object.class, 8, 'class')
  target[at + 3] = fits(object.ctype, 8, 'C-Type')
  const next = writeLayout(kindOf(fields).layout, fields, target, at + OBJECT_HEADER)
  target.fill(0, next, at + length)
  return at + length
}

export function explainObject(object: ExtensionObject, at: number): Part {
  const fields = object as unknown as Fields
  const kind = kindOf(fields)
  const number = (name: string, offset: number, value: number, length = 1): Part => ({
    name,
    offset: at + offset,
    length,
    meaning: String(value),
  })
  const length = objectSize(object)
  return {
    name: `Object: ${kind.title}`,
    offset: at,
    length,
    meaning: `class ${object.class}, C-Type ${object.ctype}`,
    parts: [
      number('Length', 0, length, 2),
      number('Class', 2, object.class),
      number('C-Type', 3, object.ctype),
      ...explainLayout(kind.layout, fields, at + OBJECT_HEADER),
    ],
  }
}
