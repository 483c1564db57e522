/** Records of every kind, made up from the same tables that the codec reads and writes by. */
import fc from 'fast-check'
import { interfaceInformationType } from '../wire/extensions/interface-information.js'
import type { ExtensionObject } from '../wire/extensions/object.js'
import { objectKind } from '../wire/extensions/object.js'
import { LENGTH_UNIT } from '../wire/extensions/quoting.js'
import type { Extensions } from '../wire/extensions/structure.js'
import type { ElementKind } from '../wire/layout/element.js'
import type { Fields, FixedField } from '../wire/layout/field.js'
import type { Layout, VariableField } from '../wire/layout/variable.js'
import type { IcmpMessage } from '../wire/message.js'
import { ndOptionKind, ndOptionKinds } from '../wire/options/option.js'
import { codecOfType, type MessageType, messageTypes } from '../wire/registry.js'

type FieldsArbitrary = fc.Arbitrary<Fields>

const bytes = (minLength: number, maxLength: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength, maxLength })

function fixedValue({ form, bits }: FixedField): fc.Arbitrary<unknown> {
  if (form === 'bytes') return bytes(bits / 8, bits / 8)
  if (form === 'flag') return fc.boolean()
  return form === 'int' ? fc.integer() : fc.integer({ min: 0, max: 2 ** bits - 1 })
}

const merged = (...all: FieldsArbitrary[]): FieldsArbitrary =>
  fc.tuple(...all).map((parts) => Object.assign({}, ...parts))

/** @param restLength lengths that the last run of bytes may have */
function structure(layout: Layout, restLength: fc.Arbitrary<number>): FieldsArbitrary {
  const fixed = fc.record(Object.fromEntries(layout.fixed.map((field) => [field.name, fixedValue(field)])))
  return merged(fixed as FieldsArbitrary, ...layout.variable.map((field) => variable(field, restLength))).map(
    (record) => consistent(layout, record),
  )
}

function variable({ holds }: VariableField, restLength: fc.Arbitrary<number>): FieldsArbitrary {
  if (holds.form === 'bytes') {
    // Three bytes are too few to be taken for another option, object or entry.
    if (holds.optional) return bytes(0, 3).map((some) => (some.length === 0 ? {} : { [holds.name]: some }))
    return restLength.chain((length) => bytes(length, length)).map((some) => ({ [holds.name]: some }))
  }
  if (holds.form === 'list') {
    const item = structure(holds.item, fc.constant(0))
    return fc.array(item, { maxLength: 4 }).map((items) => ({ [holds.name]: items }))
  }
  return CUSTOM[holds.as]!()
}

/** Fields that tell of others: counts, lengths. */
function consistent(layout: Layout, record: Fields): Fields {
  const counted = { ...record }
  for (const { holds } of layout.variable) {
    if (holds.form === 'list' && holds.count !== undefined)
      counted[holds.count] = (record[holds.name] as unknown[]).length
    if (holds.form === 'custom' && holds.as === 'auxiliary')
      counted.auxiliaryLength = (record.auxiliary as Uint8Array).length / 4
  }
  return counted
}

/** A length that fills whole units after what comes before. */
const filling = (before: number, unit: number): fc.Arbitrary<number> =>
  fc.nat(3).map((units) => units * unit + ((unit - (before % unit)) % unit))

function element(kind: ElementKind, header: number, unit: number): FieldsArbitrary {
  return structure(kind.layout, filling(header + kind.layout.size, unit)).map(({ trailing: _, ...record }) => ({
    ...record,
    kind: kind.kind,
  }))
}

const subAddress = fc.constantFrom(4, 16).chain((length) =>
  fc.record({
    afi: fc.constant(length === 4 ? 1 : 2),
    reserved: fc.integer({ min: 0, max: 0xffff }),
    bytes: bytes(length, length),
  }),
)
const name = fc.constantFrom(3, 7, 63).chain((length) => bytes(length, length))
const subObjects = fc.record(
  { index: fc.integer({ min: 0, max: 2 ** 32 - 1 }), address: subAddress, name, mtu: fc.nat() },
  { requiredKeys: [] },
)

const objects: fc.Arbitrary<ExtensionObject> = fc.oneof(
  ...[
    [1, 1],
    [3, 1],
    [3, 2],
    [3, 3],
    [4, 1],
  ].map(([classNumber, ctype]) =>
    element(objectKind(classNumber!, ctype!)!, 4, 4).map((record) => ({ class: classNumber, ctype, ...record })),
  ),
  fc.tuple(subObjects, fc.nat(3)).map(([parts, role]) => ({
    class: 2,
    ctype: interfaceInformationType({ kind: 'interface-information', ...parts }, role),
    kind: 'interface-information',
    ...parts,
  })),
  fc.record({ address: subAddress, name }, { requiredKeys: [] }).map((parts) => ({
    class: 5,
    ctype: interfaceInformationType({ kind: 'interface-information', ...parts }),
    kind: 'node-identification',
    ...parts,
  })),
  fc
    .tuple(fc.integer({ min: 6, max: 255 }), fc.nat(255), filling(4, 4))
    .chain(([classNumber, ctype, length]) =>
      bytes(length, length).map((payload) => ({ class: classNumber, ctype, kind: 'unknown', payload })),
    ),
) as fc.Arbitrary<ExtensionObject>

const extensions = (least: number, most: number): fc.Arbitrary<Extensions> =>
  fc.record({
    version: fc.constant(2),
    reserved: fc.nat(0xfff),
    objects: fc.array(objects, { minLength: least, maxLength: most }),
  })

const options: FieldsArbitrary = fc.oneof(
  ...ndOptionKinds().map(({ type }) => element(ndOptionKind(type)!, 2, 8).map((record) => ({ type, ...record }))),
  fc
    .tuple(fc.integer({ min: 200, max: 255 }), filling(2, 8))
    .chain(([type, length]) => bytes(length, length).map((payload) => ({ type, kind: 'unknown', payload }))),
)

const CUSTOM: Readonly<Record<string, () => FieldsArbitrary>> = {
  // The message makes quote, extensions and length attribute agree.
  quoting: () => fc.constant({}),
  'one-object': () => fc.option(extensions(1, 1), { nil: undefined }).map((one) => (one ? { extensions: one } : {})),
  'router-addresses': () => fc.constant({}),
  'nd-options': () => fc.array(options, { maxLength: 4 }).map((all) => ({ options: all })),
  'mld-version-2': () => fc.constant({}),
  auxiliary: () => fc.nat(2).chain((words) => bytes(words * 4, words * 4).map((auxiliary) => ({ auxiliary }))),
}

function quoting(family: 4 | 6): FieldsArbitrary {
  const unit = LENGTH_UNIT[family]
  const plain = bytes(0, 100).map((quoted) => ({ quoted }))
  const extended = fc.tuple(fc.nat(8), extensions(1, 3)).chain(([more, structure]) =>
    bytes(128 + more * unit, 128 + more * unit).map((quoted) => ({
      quoted,
      lengthAttribute: quoted.length / unit,
      extensions: structure,
    })),
  )
  return fc.oneof(plain, extended)
}

const routerAddresses: FieldsArbitrary = fc.nat(2).chain((extra) =>
  fc
    .array(
      fc.record({
        address: bytes(4, 4),
        preference: fc.integer(),
        ...(extra > 0 ? { extra: bytes(extra * 4, extra * 4) } : {}),
      }),
      { maxLength: 4 },
    )
    .map((addresses) => ({ addresses, addressCount: addresses.length, entrySize: 2 + extra })),
)

function mldVersion2(layout: Layout): FieldsArbitrary {
  return structure(layout, fc.constant(0)).chain((version2) => fc.constantFrom({}, { version2 }))
}

/** A record of that type, without checksums. */
function recordOf({ family, type, kind }: MessageType): fc.Arbitrary<IcmpMessage> {
  const { layout } = codecOfType(family, type)
  const head = fc.record({
    family: fc.constant(family),
    type: fc.constant(type),
    kind: fc.constant(kind),
    code: fc.nat(255),
  })
  const parts = [head, structure(layout, fc.integer({ min: 4, max: 40 }))] as FieldsArbitrary[]
  for (const { holds, part } of layout.variable) {
    if (holds.form !== 'custom') continue
    if (holds.as === 'quoting') parts.push(quoting(family))
    if (holds.as === 'router-addresses') parts.push(routerAddresses)
    if (holds.as === 'mld-version-2') parts.push(mldVersion2(part!))
  }
  // What follows a type 42 without an object must not look like one: its first nibble would have to be 2.
  return merged(...parts).map((record) =>
    kind.startsWith('extended-echo') && record.extensions === undefined
      ? { ...record, data: Uint8Array.of(0, ...(record.data as Uint8Array)) }
      : record,
  ) as unknown as fc.Arbitrary<IcmpMessage>
}

const unknown: fc.Arbitrary<IcmpMessage> = fc.constantFrom(4, 6).chain((family) =>
  fc.record({ type: fc.constantFrom(1, 100, 200, 254), code: fc.nat(255), body: bytes(4, 40) }).map((record) => ({
    family,
    kind: 'unknown',
    ...record,
    type: family === 6 && record.type === 1 ? 250 : record.type,
  })),
) as fc.Arbitrary<IcmpMessage>

/** Records of each type, by its name. */
export const RECORDS: ReadonlyMap<string, fc.Arbitrary<IcmpMessage>> = new Map([
  ...messageTypes().map((one) => [`ICMPv${one.family} ${one.type} ${one.kind}`, recordOf(one)] as const),
  ['unknown', unknown],
])

/** The record without the checksums that a decoder fills in. */
export function withoutChecksums(value: unknown): unknown {
  if (value instanceof Uint8Array || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(withoutChecksums)
  const kept = Object.entries(value).filter(([key]) => key !== 'checksum')
  return Object.fromEntries(kept.map(([key, one]) => [key, withoutChecksums(one)]))
}
