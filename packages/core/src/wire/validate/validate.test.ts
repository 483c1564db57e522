import { describe, expect, it } from 'vitest'
import { errorQuoting, ipv4, v4, v6 } from '../../testing/packets.js'
import type { Address } from '../address.js'
import { encodeIcmp } from '../icmp.js'
import { decodePacket, encodeIpv4Packet, encodeIpv6Packet } from '../ip-packet.js'
import { encodeIpv4Options } from '../ipv4-options.js'
import { encodeIpv6Options } from '../ipv6-options.js'
import type { IcmpMessage } from '../message.js'
import type { ValidationContext } from './finding.js'
import { validate } from './validate.js'

const LINK_LOCAL: Address = {
  family: 6,
  bytes: v6(1).bytes.map((byte, at) => [0xfe, 0x80][at] ?? (at < 8 ? 0 : byte)),
  scope: 0,
}
const NOBODY: Address = { family: 6, bytes: new Uint8Array(16), scope: 0 }
const ALL_NODES: Address = { family: 6, bytes: Uint8Array.from([0xff, 2, ...new Array(13).fill(0), 1]), scope: 0 }
const SOLICITED: Address = {
  family: 6,
  bytes: Uint8Array.from([0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, 0, 0, 3]),
  scope: 0,
}
const ALERT = encodeIpv6Options(0, 58, [{ kind: 'router-alert', type: 5, value: 0 }])

interface Around {
  from?: Address
  to?: Address
  hopLimit?: number
  alert?: boolean
  spoil?: (bytes: Uint8Array) => void
  context?: ValidationContext
}

function packetOf(message: object, { from, to, hopLimit = 255, alert = false, spoil }: Around): Uint8Array {
  const typed = message as IcmpMessage
  if (typed.family === 4) {
    const header = {
      version: 4,
      trafficClass: 0,
      identification: 0,
      reservedFlag: false,
      dontFragment: false,
      moreFragments: false,
      fragmentOffset: 0,
      ttl: hopLimit,
      protocol: 1,
      source: (from ?? v4('192.0.2.1')).bytes,
      destination: (to ?? v4('198.51.100.7')).bytes,
      options: alert ? encodeIpv4Options([{ kind: 'router-alert', type: 148, value: 0 }]) : new Uint8Array(0),
    } as const
    const bytes = encodeIpv4Packet(header, encodeIcmp(typed))
    spoil?.(bytes)
    return bytes
  }
  const [source, destination] = [(from ?? v6(1)).bytes, (to ?? v6(2)).bytes]
  const icmp = encodeIcmp(typed, { source, destination })
  const header = {
    version: 6,
    trafficClass: 0,
    flowLabel: 0,
    nextHeader: alert ? 0 : 58,
    hopLimit,
    source,
    destination,
  } as const
  const bytes = encodeIpv6Packet(header, icmp, alert ? [ALERT] : [])
  spoil?.(bytes)
  return bytes
}

function rulesOf(message: object, around: Around = {}): string[] {
  const packet = decodePacket(packetOf(message, around))
  if (!packet.ok) throw new Error(packet.problem.what)
  return validate(packet.value, around.context).map(({ rule }) => rule)
}

const echo4 = { family: 4, kind: 'echo-request', type: 8, code: 0, identifier: 1, sequence: 1, data: new Uint8Array(8) }
const echo6 = { ...echo4, family: 6, type: 128 }
const solicitation = { family: 6, kind: 'neighbor-solicitation', type: 135, code: 0, target: v6(3).bytes, options: [] }
const advertisement = {
  family: 6,
  kind: 'neighbor-advertisement',
  type: 136,
  code: 0,
  router: false,
  solicited: false,
  override: true,
  target: v6(3).bytes,
  options: [],
}
const link = { type: 1, kind: 'source-link-layer-address', address: new Uint8Array(6) }
const routerAdvertisement = {
  family: 6,
  kind: 'router-advertisement',
  type: 134,
  code: 0,
  currentHopLimit: 64,
  managed: false,
  otherConfiguration: false,
  homeAgent: false,
  preference: 0,
  proxy: false,
  routerLifetime: 1800,
  reachableTime: 0,
  retransTimer: 0,
  options: [link],
}
const prefix = {
  type: 3,
  kind: 'prefix-information',
  prefixLength: 64,
  onLink: true,
  autonomous: true,
  routerAddress: false,
  validLifetime: 10,
  preferredLifetime: 5,
  prefix: v6(0).bytes,
}
const redirect6 = {
  family: 6,
  kind: 'redirect',
  type: 137,
  code: 0,
  target: LINK_LOCAL.bytes,
  destination: v6(9).bytes,
  options: [],
}
const query = {
  family: 6,
  kind: 'multicast-listener-query',
  type: 130,
  code: 0,
  maximumResponseCode: 1,
  group: ALL_NODES.bytes,
}
const version2 = { suppress: false, robustness: 2, queryIntervalCode: 1, sourceCount: 0, sources: [] }
const report = {
  family: 6,
  kind: 'multicast-listener-report',
  type: 131,
  code: 0,
  maximumResponseDelay: 0,
  group: ALL_NODES.bytes,
}
const report2 = { family: 6, kind: 'multicast-listener-report-v2', type: 143, code: 0, recordCount: 0, records: [] }
const mrd = { family: 6, kind: 'multicast-router-solicitation', type: 152, code: 0 }
const rd4 = {
  family: 4,
  kind: 'router-advertisement',
  type: 9,
  code: 0,
  addressCount: 1,
  entrySize: 2,
  lifetime: 1,
  addresses: [{ address: v4('192.0.2.1').bytes, preference: 0 }],
}
const probe = {
  family: 4,
  kind: 'extended-echo-request',
  type: 42,
  code: 0,
  identifier: 1,
  sequence: 1,
  local: true,
  extensions: { version: 2, reserved: 0, objects: [{ class: 3, ctype: 2, kind: 'interface-by-index', index: 1 }] },
  data: new Uint8Array(0),
}
const probeReply = {
  family: 4,
  kind: 'extended-echo-reply',
  type: 43,
  code: 0,
  identifier: 1,
  sequence: 1,
  state: 2,
  active: true,
  ipv4: true,
  ipv6: false,
  data: new Uint8Array(0),
}
const LOCAL: Around = { from: LINK_LOCAL, hopLimit: 1, alert: true }
const us = v4('192.0.2.1')
const them = v4('198.51.100.7')
const quote = (message: object = echo4, from = us, to = them): Uint8Array => packetOf(message, { from, to })
const unreachable = (quoted: Uint8Array, more: object = {}): object => ({
  family: 4,
  kind: 'destination-unreachable',
  type: 3,
  code: 1,
  lengthAttribute: 0,
  nextHopMtu: 0,
  quoted,
  ...more,
})
const tooBig = { family: 6, kind: 'packet-too-big', type: 2, code: 0, mtu: 1280, quoted: packetOf(echo6, {}) }
const stack = { version: 2, reserved: 0, objects: [{ class: 1, ctype: 1, kind: 'mpls-label-stack', entries: [] }] }
const padded = Uint8Array.from({ length: 128 }, (_, at) => quote()[at] ?? 0)

describe('in order', () => {
  it.each<[string, object, Around?]>([
    ['echo', echo4],
    ['echo of IPv6', echo6],
    ['neighbor solicitation', solicitation, { to: SOLICITED }],
    ['address in use?', solicitation, { from: NOBODY, to: SOLICITED }],
    ['neighbor advertisement', advertisement, { to: ALL_NODES }],
    ['router advertisement', { ...routerAdvertisement, options: [link, prefix] }, { from: LINK_LOCAL }],
    [
      'router solicitation',
      { family: 6, kind: 'router-solicitation', type: 133, code: 0, options: [] },
      { from: NOBODY },
    ],
    ['redirect', redirect6, { from: LINK_LOCAL }],
    ['query', query, LOCAL],
    ['query of version 2', { ...query, version2 }, LOCAL],
    ['report without an address', report, { ...LOCAL, from: NOBODY }],
    ['report of version 2', report2, LOCAL],
    ['multicast router solicitation', mrd, LOCAL],
    ['router advertisement of IPv4', rd4],
    ['probe', probe],
    ['its reply', probeReply],
    ['unreachable', unreachable(quote())],
    ['with extensions', unreachable(padded, { lengthAttribute: 32, extensions: stack })],
    ['packet too big', tooBig],
  ])('%s', (_, message, around) => {
    expect(rulesOf(message, around)).toEqual([])
  })
})

describe('findings', () => {
  it.each<[string, object, Around?]>([
    ['checksum', echo4, { spoil: (bytes) => bytes.set([9], 27) }],
    ['ip-header-checksum', echo4, { spoil: (bytes) => bytes.set([1], 1) }],
    ['source-not-unicast', echo4, { from: v4('224.0.0.1') }],
    ['unknown-type', { family: 4, kind: 'unknown', type: 200, code: 0, body: new Uint8Array(4) }],
    ['unknown-informational', { family: 6, kind: 'unknown', type: 200, code: 0, body: new Uint8Array(4) }],
    ['source-quench', { family: 4, kind: 'source-quench', type: 4, code: 0, quoted: quote() }],
    ['deprecated', { family: 4, kind: 'information-request', type: 15, code: 0, identifier: 1, sequence: 1 }],
    ['quote-unreadable', unreachable(new Uint8Array(30))],
    ['quote-too-short', unreachable(quote().subarray(0, 24))],
    ['quote-unreadable', unreachable(packetOf(echo6, {}))],
    ['error-about-error', unreachable(ipv4(us, them, errorQuoting(3, 1, quote())))],
    ['error-about-multicast', unreachable(quote(echo4, us, v4('224.0.0.5')))],
    ['error-about-multicast', unreachable(quote()), { context: { isBroadcast: () => true } }],
    ['error-about-nobody', unreachable(quote(echo4, v4('0.0.0.0')))],
    ['error-about-loopback', unreachable(quote(echo4, v4('127.0.0.1')))],
    ['quote-not-own', unreachable(quote()), { context: { isOwn: () => false } }],
    ['mtu-missing', unreachable(quote(), { code: 4 })],
    ['mtu-too-small', unreachable(quote(), { code: 4, nextHopMtu: 60 })],
    ['mtu-too-small', { ...tooBig, mtu: 1279 }],
    ['code-not-zero', { ...tooBig, code: 1 }],
    ['length-attribute', unreachable(quote(), { lengthAttribute: 5 })],
    ['extension-legacy', unreachable(padded, { extensions: stack })],
    ['extension-length', unreachable(padded, { lengthAttribute: 17, extensions: stack })],
    [
      'extension-object',
      unreachable(padded, { lengthAttribute: 32, extensions: { ...stack, trailing: new Uint8Array(3) } }),
    ],
    ['nd-hop-limit', solicitation, { to: SOLICITED, hopLimit: 254 }],
    ['nd-code', { ...solicitation, code: 1 }, { to: SOLICITED }],
    ['nd-option-length', { ...solicitation, trailing: Uint8Array.of(1, 0) }, { to: SOLICITED }],
    ['nd-target', { ...solicitation, target: ALL_NODES.bytes }, { to: SOLICITED }],
    ['nd-destination', solicitation, { from: NOBODY, to: ALL_NODES }],
    ['nd-source-address-option', { ...solicitation, options: [link] }, { from: NOBODY, to: SOLICITED }],
    ['nd-solicited', { ...advertisement, solicited: true }, { to: ALL_NODES }],
    ['nd-source', routerAdvertisement],
    ['nd-source', redirect6],
    ['nd-target', { ...redirect6, target: v6(5).bytes }, { from: LINK_LOCAL }],
    ['nd-prefix-length', { ...routerAdvertisement, options: [{ ...prefix, prefixLength: 129 }] }, { from: LINK_LOCAL }],
    ['nd-prefix', { ...routerAdvertisement, options: [{ ...prefix, prefix: LINK_LOCAL.bytes }] }, { from: LINK_LOCAL }],
    ['nd-lifetime', { ...routerAdvertisement, options: [{ ...prefix, preferredLifetime: 11 }] }, { from: LINK_LOCAL }],
    ['nd-mtu', { ...routerAdvertisement, options: [{ type: 5, kind: 'mtu', mtu: 1000 }] }, { from: LINK_LOCAL }],
    [
      'nd-dns-length',
      { ...routerAdvertisement, options: [{ type: 25, kind: 'recursive-dns-server', lifetime: 1, servers: [] }] },
      { from: LINK_LOCAL },
    ],
    ['mld-hop-limit', query, { ...LOCAL, hopLimit: 2 }],
    ['mld-router-alert', query, { ...LOCAL, alert: false }],
    ['mld-source', query, { ...LOCAL, from: NOBODY }],
    ['mld-length', { ...query, trailing: new Uint8Array(2) }, LOCAL],
    ['mld-length', { ...report2, recordCount: 1 }, LOCAL],
    ['mld-group', { ...report, group: v6(1).bytes }, LOCAL],
    ['mrd-hop-limit', mrd, { ...LOCAL, hopLimit: 255 }],
    ['mrd-router-alert', mrd, { ...LOCAL, alert: false }],
    ['mrd-source', mrd, { ...LOCAL, from: v6(1) }],
    ['rd-code', { ...rd4, code: 3 }],
    ['rd-count', { ...rd4, addressCount: 0, addresses: [] }],
    ['rd-entry-size', { ...rd4, entrySize: 1, addresses: [], trailing: new Uint8Array(8) }],
    ['rd-length', { ...rd4, addressCount: 2 }],
    ['probe-unicast', probe, { to: v4('224.0.0.1') }],
    ['probe-object', { ...probe, extensions: undefined }],
    ['probe-neighbour', { ...probe, local: false }],
    ['probe-state', { ...probeReply, code: 2 }],
  ])('%s', (rule, message, around) => {
    expect(rulesOf(message, around)).toContain(rule)
  })

  it('have a section of a standard each', () => {
    const packet = decodePacket(packetOf(unreachable(new Uint8Array(30)), {}))
    const findings = packet.ok ? validate(packet.value) : []
    expect(findings).toEqual([
      { rule: 'quote-unreadable', severity: 'discard', message: expect.any(String), source: 'RFC 1122 §3.2.2' },
    ])
  })

  it('of a message that is cut', () => {
    const packet = decodePacket(packetOf(echo4, {}).subarray(0, 24))
    expect(packet.ok && validate(packet.value).map(({ rule }) => rule)).toEqual(['unreadable'])
  })
})
