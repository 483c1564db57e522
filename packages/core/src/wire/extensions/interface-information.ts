/** Class 2: the interface that a datagram came in by or was to leave by (RFC 5837 §4). Class 5 says the same of a node. */
import { formatBytes } from '../address.js'
import { fits, readU16, readU32, writeU16, writeU32 } from '../bytes.js'
import { type ElementKind, elementKind } from '../layout/element.js'
import type { Fields } from '../layout/field.js'
import type { Part } from '../layout/part.js'
import type { VariableField } from '../layout/variable.js'

/** An address sub-object (RFC 5837 §4.2). */
export interface SubAddress {
  /** 1 IPv4, 2 IPv6. */
  afi: number
  reserved: number
  /** 4 or 16 bytes. */
  bytes: Uint8Array
}

/**
 * What is there says the C-Type: two bits of role (0 came in by, 1 sub-IP part of it, 2 to leave by, 3 next hop), two
 * reserved, then index, address, name, MTU.
 */
export interface InterfaceInformationObject {
  kind: 'interface-information'
  index?: number | undefined
  address?: SubAddress | undefined
  /** Up to 63 bytes of UTF-8, NUL-padded so that with the length octet they are a multiple of 4. */
  name?: Uint8Array | undefined
  /** Bytes. */
  mtu?: number | undefined
}

/** draft-ietf-intarea-extended-icmp-nodeid: the node's address and name. */
export interface NodeIdentificationObject {
  kind: 'node-identification'
  address?: SubAddress | undefined
  name?: Uint8Array | undefined
}

/** Bits of the C-Type, from the least significant. */
const INDEX = 8
const ADDRESS = 4
const NAME = 2
const MTU = 1

interface SubObject {
  name: 'index' | 'address' | 'name' | 'mtu'
  label: string
  bit: number
  /** Its length where it can be read, else 0. */
  measure(bytes: Uint8Array, at: number, end: number): number
  read(bytes: Uint8Array, at: number, length: number): unknown
  size(value: unknown): number
  write(value: unknown, target: Uint8Array, at: number): void
  meaning(value: unknown): string
}

const word = (name: 'index' | 'mtu', label: string, bit: number): SubObject => ({
  name,
  label,
  bit,
  measure: (_bytes, at, end) => (at + 4 <= end ? 4 : 0),
  read: readU32,
  size: () => 4,
  write: (value, target, at) => writeU32(target, at, fits(value as number, 32, label)),
  meaning: String,
})

const address: SubObject = {
  name: 'address',
  label: 'IP address',
  bit: ADDRESS,
  measure(bytes, at, end) {
    if (at + 4 > end) return 0
    const afi = readU16(bytes, at)
    const length = afi === 1 ? 8 : afi === 2 ? 20 : 0
    return at + length <= end ? length : 0
  },
  read: (bytes, at, length): SubAddress => ({
    afi: readU16(bytes, at),
    reserved: readU16(bytes, at + 2),
    bytes: bytes.subarray(at + 4, at + length),
  }),
  size: (value) => 4 + (value as SubAddress).bytes.length,
  write(value, target, at) {
    const { afi, reserved, bytes } = value as SubAddress
    writeU16(target, at, fits(afi, 16, 'AFI'))
    writeU16(target, at + 2, fits(reserved, 16, 'reserved'))
    target.set(bytes, at + 4)
  },
  meaning: (value) => formatBytes((value as SubAddress).bytes, true),
}

const name: SubObject = {
  name: 'name',
  label: 'Name',
  bit: NAME,
  measure(bytes, at, end) {
    const length = at < end ? bytes[at]! : 0
    return length >= 4 && length <= 64 && length % 4 === 0 && at + length <= end ? length : 0
  },
  read: (bytes, at, length) => bytes.subarray(at + 1, at + length),
  size: (value) => 1 + (value as Uint8Array).length,
  write(value, target, at) {
    const text = value as Uint8Array
    target[at] = fits(text.length + 1, 8, 'name length')
    target.set(text, at + 1)
  },
  meaning: (value) => JSON.stringify(nameText(value as Uint8Array)),
}

/** A name's text without its padding. Bytes that are not ASCII stand for themselves. */
export function nameText(bytes: Uint8Array): string {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end--
  return Array.from(bytes.subarray(0, end), (byte) => String.fromCharCode(byte)).join('')
}

/** In the order of RFC 5837 §4.1. The first that can't be read leaves the rest to who comes after. */
function subObjects(kinds: readonly SubObject[]): VariableField {
  return {
    names: kinds.map((kind) => kind.name),
    holds: { form: 'custom', as: 'sub-objects' },
    read(record, bytes, at, end) {
      let next = at
      for (const kind of kinds) {
        if (((record.ctype as number) & kind.bit) === 0) continue
        const length = kind.measure(bytes, next, end)
        if (length === 0) return next
        record[kind.name] = kind.read(bytes, next, length)
        next += length
      }
      return next
    },
    size: (record) => present(kinds, record).reduce((sum, kind) => sum + kind.size(record[kind.name]), 0),
    write(record, target, at) {
      let next = at
      for (const kind of present(kinds, record)) {
        kind.write(record[kind.name], target, next)
        next += kind.size(record[kind.name])
      }
      return next
    },
    explain(record, at) {
      let next = at
      return present(kinds, record).map((kind): Part => {
        const length = kind.size(record[kind.name])
        next += length
        return { name: kind.label, offset: next - length, length, meaning: kind.meaning(record[kind.name]) }
      })
    },
  }
}

function present(kinds: readonly SubObject[], record: Fields): SubObject[] {
  return kinds.filter((kind) => record[kind.name] !== undefined)
}

export const interfaceInformation: ElementKind = /* @__PURE__ */ elementKind(
  'interface-information',
  'Interface Information',
  'RFC 5837 §4',
  [
    /* @__PURE__ */ subObjects([
      /* @__PURE__ */ word('index', 'ifIndex', INDEX),
      address,
      name,
      /* @__PURE__ */ word('mtu', 'MTU', MTU),
    ]),
  ],
)

export const nodeIdentification: ElementKind = /* @__PURE__ */ elementKind(
  'node-identification',
  'Node Identification',
  'draft-ietf-intarea-extended-icmp-nodeid',
  [/* @__PURE__ */ subObjects([address, name])],
)

/** The C-Type that says what is there. @param role 0 to 3 */
export function interfaceInformationType(object: InterfaceInformationObject, role = 0): number {
  const bit = (value: unknown, mask: number): number => (value === undefined ? 0 : mask)
  return (
    (fits(role, 2, 'role') << 6) |
    bit(object.index, INDEX) |
    bit(object.address, ADDRESS) |
    bit(object.name, NAME) |
    bit(object.mtu, MTU)
  )
}
