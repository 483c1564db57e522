// The extension structure and its objects, against tshark where it is right and against the independent check where not.
import { nameText } from '@icmp/core'
import { addressText } from './compare-ip.mjs'

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(':')

/** Where the structure must be found: the one place whose version and checksum hold. */
function plausibleOffset({ independent }) {
  const candidate = independent.rfc4884?.candidates?.find(({ plausible }) => plausible)
  return candidate?.offset_in_icmp
}

/** @param found offset of the structure in the message, undefined where none was decoded */
export function compareExtensions(differences, record, message, found) {
  if (record.independent.rfc8335 !== undefined) return compareProbe(differences, record, message)
  if (record.independent.rfc4884 !== undefined) {
    const expected = plausibleOffset(record)
    if (expected !== found) differences.say('extensions.offset_in_icmp', expected ?? 'none', found ?? 'none')
  }
  const { extensions } = message
  const disputed = record.notes.some(
    (note) => note.startsWith('tshark-ext-disputed') || note.startsWith('ext-not-checksum-valid'),
  )
  if (record.extensions === undefined || disputed || extensions === undefined) return
  compareStructure(differences, record.extensions, extensions, found)
}

function compareStructure(differences, record, extensions, found) {
  differences.compare('extensions.offset_in_icmp', record.offset_in_icmp, found)
  differences.compare('extensions.version', record.version, extensions.version)
  differences.compare('extensions.reserved', record.reserved, extensions.reserved)
  differences.compare('extensions.checksum', record.checksum, extensions.checksum)
  differences.compare('extensions.objects.length', record.objects.length, extensions.objects.length)
  let at = found + 4
  for (const [n, object] of record.objects.entries()) {
    const own = extensions.objects[n]
    if (own === undefined) return
    compareObject(differences, `extensions.objects[${n}]`, object, own, at)
    at += object.length
  }
}

function compareObject(differences, path, record, object, offset) {
  const compare = (name, actual) => differences.compare(`${path}.${name}`, record[name], actual)
  compare('offset_in_icmp', offset)
  compare('class', object.class)
  compare('ctype', object.ctype)
  if (record.labels !== undefined) {
    const labels = object.entries?.map(({ label, trafficClass, bottomOfStack, ttl }) => ({
      label,
      exp: trafficClass,
      s: bottomOfStack ? 1 : 0,
      ttl,
    }))
    differences.compare(`${path}.labels`, record.labels, labels)
  }
  if (object.kind === 'unknown') compare('ext.data', hex(object.payload))
  if (record['int_info.role'] !== undefined) compareInterface(compare, object)
  compare('int_ident.name', object.kind === 'interface-by-name' ? nameText(object.name) : undefined)
  compare('int_ident.index', object.index)
  compare('int_ident.afi', object.afi)
  compare('int_ident.addr_length', object.addressLength)
  compare('int_ident.reserved', object.reserved)
  compare('int_ident.address', object.kind === 'interface-by-address' ? hex(object.address) : undefined)
}

function compareInterface(compare, object) {
  const bit = (mask) => ((object.ctype & mask) === 0 ? 0 : 1)
  compare('int_info.role', object.ctype >>> 6)
  compare('int_info.reserved', (object.ctype >>> 4) & 3)
  compare('int_info.ifindex', bit(8))
  compare('int_info.ipaddr', bit(4))
  compare('int_info.name_present', bit(2))
  compare('int_info.mtu_present', bit(1))
  compare('int_info.index', object.index)
  compare('int_info.afi', object.address?.afi)
  compare('int_info.ipv6', object.address?.afi === 2 ? addressText(object.address.bytes) : undefined)
  compare('int_info.ipv4', object.address?.afi === 1 ? addressText(object.address.bytes) : undefined)
  compare('int_info.name_length', object.name === undefined ? undefined : object.name.length + 1)
  compare('int_info.name', object.name === undefined ? undefined : nameText(object.name))
  compare('int_info.mtu', object.mtu)
}

/** PROBE: one object under its own checksum, and data behind it. */
function compareProbe(differences, record, message) {
  const expected = record.independent.rfc8335
  const compare = (name, actual) => differences.compare(`independent.rfc8335.${name}`, expected[name], actual)
  if (message.kind === 'extended-echo-request') compare('local', message.local ? 1 : 0)
  if (message.kind === 'extended-echo-reply') {
    compare('state', message.state)
    compare('active', message.active ? 1 : 0)
    compare('ipv4', message.ipv4 ? 1 : 0)
    compare('ipv6', message.ipv6 ? 1 : 0)
  }
  const { extensions, data } = message
  if (extensions === undefined) {
    if (expected.ext_checksum_ok_object_only) differences.say('extensions', 'one object', 'none')
    return
  }
  compare('ext_version', extensions.version)
  if (!expected.ext_checksum_ok_object_only) return
  differences.compare('independent.rfc8335.trailing_data', trailingData(expected.trailing_data, data), data.length)
  // An object has whole words: of another one the bytes are kept.
  if (expected.object_length % 4 !== 0) {
    compare('object_length', extensions.trailing?.length)
    return
  }
  const [object, ...others] = extensions.objects
  if (object === undefined || others.length > 0)
    differences.say('extensions.objects.length', 1, extensions.objects.length)
  else if (record.extensions?.objects[0]?.class === object.class) {
    const theirs = record.extensions.objects[0]
    if (theirs.length === expected.object_length)
      compareObject(differences, 'extensions.objects[0]', theirs, object, 12)
  }
}

function trailingData(value, data) {
  return typeof value === 'string' ? value.length / 2 : typeof value === 'number' ? value : data.length
}
