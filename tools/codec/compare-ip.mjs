// IP headers, of the packet itself and of what an error quotes.
import { decodeIpv4Header, formatAddress, readTransportHeader } from '@icmp/core'
import { flag } from './differences.mjs'

// The others are protocols of their own to tshark.
const EXTENSION_NAMES = { 0: 'hopopts', 43: 'routing', 44: 'fraghdr', 60: 'dstopts' }
const STATUS = { valid: 'good', invalid: 'bad' }

export function addressText(bytes) {
  return formatAddress({ family: bytes.length === 4 ? 4 : 6, bytes, scope: 0 })
}

/** @param packet what was decoded; undefined where the header itself could not be read */
export function compareHeader(differences, path, record, packet, bytes) {
  if (record.version === 4) compareIpv4(differences, path, record, packet, bytes)
  else compareIpv6(differences, path, record, packet)
}

function compareIpv4(differences, path, record, packet, bytes) {
  const header = packet?.header ?? fixedPart(bytes)
  if (header === undefined) return
  const compare = (name, actual) => differences.compare(`${path}.${name}`, record[name], actual)
  // The length may run past the bytes that are there, or be too small: it is still what the header says.
  compare('header_len', (bytes[0] & 0x0f) * 4)
  compare('tos', header.trafficClass)
  compare('total_length', header.totalLength)
  compare('id', header.identification)
  compare('df', flag(header.dontFragment))
  compare('mf', flag(header.moreFragments))
  // In units of 8 bytes, as it is in the header.
  compare('frag_offset', header.fragmentOffset / 8)
  compare('ttl', header.ttl)
  compare('proto', header.protocol)
  compare('checksum', header.checksum)
  compare('src', addressText(header.source))
  compare('dst', addressText(header.destination))
  compare('has_options', (bytes[0] & 0x0f) > 5)
  if (packet !== undefined) compare('checksum_status', STATUS[packet.headerChecksum])
}

/** The first 20 bytes, where the header length is a lie or the options are cut. */
function fixedPart(bytes) {
  if (bytes.length < 20) return undefined
  const copy = bytes.slice(0, 20)
  copy[0] = 0x45
  const result = decodeIpv4Header(copy)
  return result.ok ? result.value : undefined
}

function compareIpv6(differences, path, record, packet) {
  if (packet === undefined) return
  const { header, extensionHeaders } = packet
  const compare = (name, actual) => differences.compare(`${path}.${name}`, record[name], actual)
  compare('header_len', 40)
  compare('traffic_class', header.trafficClass)
  compare('flow_label', header.flowLabel)
  compare('payload_length', header.payloadLength)
  compare('next_header', header.nextHeader)
  compare('hop_limit', header.hopLimit)
  compare('src', addressText(header.source))
  compare('dst', addressText(header.destination))
  if (packet.problem === undefined || extensionHeaders.length > 0) {
    const names = extensionHeaders.map(({ type }) => EXTENSION_NAMES[type])
    compare('ext_headers', names.filter(Boolean))
  }
}

/** What stands behind the quoted header: ports need 4 bytes, identifier and sequence 8. */
export function compareTransport(differences, path, record, packet, offset) {
  const { payload, protocol } = packet
  const compare = (name, actual) => differences.compare(`${path}.${name}`, record[name], actual)
  compare('offset_in_icmp', offset)
  const header = readTransportHeader(protocol, payload)
  if (header !== undefined) {
    compare('src_port', header.sourcePort)
    compare('dst_port', header.destinationPort)
    if (header.sequence !== undefined) compare('seq_raw', header.sequence)
    if (header.length !== undefined) compare('length', header.length)
    if (header.checksum !== undefined) compare('checksum', header.checksum)
  } else if (record.src_port !== undefined && payload.length >= 4) {
    differences.say(`${path}.src_port`, record.src_port, undefined)
  }
}
