/** What broke other decoders: a test for each, by its name. */
import { describe, expect, it } from 'vitest'
import { hex } from '../testing/hex.js'
import { errorQuoting, ipv4, ipv6, sealed, v4, v6 } from '../testing/packets.js'
import { EchoView } from './echo-view.js'
import { extensionCompliance } from './extensions/quoting.js'
import { decodeIcmp, encodeIcmp } from './icmp.js'
import type { DestinationUnreachable4 } from './icmpv4/destination-unreachable.js'
import type { TimeExceeded4 } from './icmpv4/time-exceeded.js'
import { decodeIpv4Packet, decodeIpv6Packet, decodePacket } from './ip-packet.js'
import type { IcmpMessage } from './message.js'
import { searchDomains } from './options/configuration.js'
import { decodeQuoted, findQuotedEcho, quotedBytes } from './quoted.js'

const [US, THEM] = [v4('192.0.2.1'), v4('198.51.100.7')]
const echo = sealed(hex('0800 0000 0007 0001 0102030405060708'))
const ping = ipv4(US, THEM, echo)
/** A time exceeded of 8 + `quoted` bytes and extensions, whatever the length attribute says. */
function exceeded(quoted: number, attribute: number, extensions = structure()): Uint8Array {
  const bytes = new Uint8Array(8 + quoted + extensions.length)
  bytes.set([11, 0, 0, 0, 0, attribute])
  bytes.set(ping.subarray(0, quoted), 8)
  bytes.set(extensions, 8 + quoted)
  return sealed(bytes)
}

function structure(objects = hex('0008 0101 00010101')): Uint8Array {
  const bytes = new Uint8Array(4 + objects.length)
  bytes[0] = 0x20
  bytes.set(objects, 4)
  let sum = 0
  for (let i = 0; i < bytes.length; i += 2) sum += bytes[i]! * 256 + (bytes[i + 1] ?? 0)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  bytes.set([(~sum >>> 8) & 255, ~sum & 255], 2)
  return bytes
}

function decode<M extends IcmpMessage = TimeExceeded4>(bytes: Uint8Array, family: 4 | 6 = 4): M {
  const result = decodeIcmp(family, bytes)
  if (!result.ok) throw new Error(result.problem.what)
  expect(encodeIcmp(result.value.message)).toEqual(bytes)
  return result.value.message as M
}

describe('extensions', () => {
  it('with a length attribute below 128 stand at 128, and the quote is as long as it says', () => {
    const message = decode(exceeded(128, 17))
    expect(message.extensions?.objects).toMatchObject([{ kind: 'mpls-label-stack', entries: [{ label: 16, ttl: 1 }] }])
    expect(quotedBytes(message)).toHaveLength(68)
    expect(extensionCompliance(4, message)).toBe('violating')
  })

  it('with the attribute in octets, whose words would be 512 bytes, stand at 128', () => {
    expect(decode(exceeded(128, 0x80)).extensions?.objects).toHaveLength(1)
  })

  it('are not believed from junk in the unused field alone', () => {
    for (const attribute of [93, 94, 95, 255]) {
      const message = decode(exceeded(60, attribute, hex('')))
      expect(message.extensions).toBeUndefined()
      expect(message.lengthAttribute).toBe(attribute)
    }
  })

  it('beyond the message are none', () => {
    expect(decode(exceeded(128, 60, hex(''))).extensions).toBeUndefined()
    // The header would fit, its object not.
    expect(decode(exceeded(128, 32, hex('2000'))).extensions).toBeUndefined()
  })

  it.each(['0000', '0003', '0006', 'ffff'])('end at an object of length 0x%s, and what is left survives', (length) => {
    const { extensions } = decode(exceeded(128, 32, structure(hex(`0008 0101 00010101 ${length} 0101 00000000`))))
    expect(extensions?.objects).toHaveLength(1)
    expect(extensions?.trailing).toHaveLength(8)
  })

  it.each([
    ['0', '00000000'],
    ['255', 'ff000000'],
    ['more than there is', '08006100'],
    ['no multiple of 4', '05006100'],
  ])('an interface name of length %s is no name', (_, name) => {
    const { extensions } = decode(exceeded(128, 32, structure(hex(`0008 0202 ${name}`))))
    expect(extensions?.objects).toMatchObject([{ kind: 'interface-information', trailing: hex(name) }])
    expect(extensions?.objects[0]).not.toHaveProperty('name')
  })

  it('of a PROBE end with its one object: what follows is data', () => {
    const object = structure(hex('0008 0302 00000001'))
    const message = decode<Extract<IcmpMessage, { kind: 'extended-echo-request' }>>(
      sealed(Uint8Array.from([42, 0, 0, 0, 0, 7, 1, 1, ...object, ...hex('0bad1e7fc0ffee00')])),
    )
    expect(message.extensions?.objects).toMatchObject([{ kind: 'interface-by-index', index: 1 }])
    expect(message.data).toEqual(hex('0bad1e7fc0ffee00'))
  })

  it('survive whatever their reserved bits are, where a draft puts a length', () => {
    const bytes = structure()
    bytes.set([0x20, 0x08], 0)
    expect(decode(exceeded(128, 32, bytes.fill(0, 2, 4))).extensions?.reserved).toBe(8)
  })

  it('keep the label at its 20 bits', () => {
    const { extensions } = decode(exceeded(128, 32, structure(hex('0008 0101 ffffffff'))))
    expect(extensions?.objects).toMatchObject([
      { entries: [{ label: 0xfffff, trafficClass: 7, bottomOfStack: true, ttl: 255 }] },
    ])
  })
})

describe('options of Neighbor Discovery', () => {
  const solicitation = (options: string): Uint8Array =>
    hex(`8700 0000 00000000 ${'20010db8000000000000000000000003'} ${options}`)
  it.each([
    ['of length 0 would never end', '0100 000000000000'],
    ['past the end', '0102 000000000000'],
    ['cut after the type', '01'],
  ])('%s', (_, options) => {
    const message = decode<Extract<IcmpMessage, { kind: 'neighbor-solicitation' }>>(solicitation(options), 6)
    expect(message.options).toEqual([])
    expect(message.trailing).toEqual(hex(options))
  })

  it('that are too short for their type are kept as bytes', () => {
    // A prefix information of 8 instead of 32 bytes.
    const message = decode<Extract<IcmpMessage, { kind: 'neighbor-solicitation' }>>(
      solicitation('0301 400000000000'),
      6,
    )
    expect(message.options).toMatchObject([{ type: 3, kind: 'unknown', payload: hex('400000000000') }])
  })

  it('resolvers of even length leave a remainder, and read no further', () => {
    // RDNSS, length 2: half an address (CVE-2020-16898).
    const message = decode<Extract<IcmpMessage, { kind: 'neighbor-solicitation' }>>(
      solicitation('1902 0000 00000001 20010db800000000'),
      6,
    )
    expect(message.options).toMatchObject([
      { kind: 'recursive-dns-server', servers: [], trailing: hex('20010db800000000') },
    ])
  })

  it('search lists end at a label past the end and at a compression pointer', () => {
    const list = (domains: string) => searchDomains({ kind: 'dns-search-list', lifetime: 0, domains: hex(domains) })
    expect(list('03 66 6f 6f 00 ff 00')).toEqual(['foo'])
    expect(list('03 66 6f 6f 00 c0 00')).toEqual(['foo'])
    expect(list('03 66')).toEqual([])
  })
})

describe('quotes', () => {
  it('with options: the header length counts, from 20 to 60 bytes', () => {
    const options = new Uint8Array(40).fill(1)
    const packet = new Uint8Array(68)
    packet.set(ping.subarray(0, 20))
    packet.set([0x4f, 0, 0, 68], 0)
    packet.set(options, 20)
    packet.set(echo.subarray(0, 8), 60)
    expect(findQuotedEcho(decode(sealed(errorQuoting(11, 0, packet))))).toMatchObject({ identifier: 7, sequence: 1 })
    packet[0] = 0x44
    expect(findQuotedEcho(decode(sealed(errorQuoting(11, 0, packet))))).toBeUndefined()
  })

  it('with a chain of extension headers that never ends', () => {
    const chain = new Uint8Array(1200).fill(0)
    const message = decode<IcmpMessage>(errorQuoting(1, 0, ipv6(v6(1), v6(2), chain)), 6)
    const quoted = ipv6(v6(1), v6(2), chain)
    quoted[6] = 0
    expect(decodeQuoted(message).ok).toBe(true)
    expect(decodeIpv6Packet(quoted)).toMatchObject({ ok: true })
  })

  it('cut within an extension header are cut, not malformed', () => {
    const quoted = ipv6(v6(1), v6(2), hex('3a05 0000'))
    quoted[6] = 0
    expect(decodeIpv6Packet(quoted)).toMatchObject({ ok: true, value: { problem: { reason: 'truncated' } } })
  })

  it('of a protocol that nobody knows', () => {
    const packet = ping.slice()
    packet[9] = 143
    expect(decodeQuoted(decode(sealed(errorQuoting(3, 2, packet))))).toMatchObject({
      ok: true,
      value: { protocol: 143 },
    })
  })

  it('whose lengths lie: more than there is, less than the header, host order', () => {
    for (const length of ['ffff', '0000', '0010', '2400']) {
      const packet = ping.slice()
      packet.set(hex(length), 2)
      const quoted = decodeQuoted(decode(sealed(errorQuoting(11, 0, packet))))
      expect(quoted).toMatchObject({ ok: true, value: { icmp: { message: { identifier: 7 } } } })
    }
  })

  it('cut to nothing at all', () => {
    for (let length = 0; length < ping.length; length++) {
      const message = decode(sealed(errorQuoting(11, 0, ping.subarray(0, length))))
      expect(decodeQuoted(message).ok || length < 20).toBe(true)
    }
  })
})

describe('lengths', () => {
  it('a total length beyond the bytes makes no checksum out of other bytes', () => {
    const packet = ping.slice()
    packet.set(hex('0400'), 2)
    expect(decodeIpv4Packet(packet)).toMatchObject({
      ok: true,
      value: { truncated: true, icmp: { checksum: 'unverifiable' } },
    })
  })

  it('an echo of fewer bytes than its header underflows nothing', () => {
    for (let length = 0; length < 8; length++) expect(decodeIcmp(4, echo.subarray(0, length)).ok).toBe(false)
  })

  it('an IPv6 payload length of 0 means no payload without the jumbo option', () => {
    const packet = ipv6(v6(1), v6(2), echo)
    packet.set([0, 0], 4)
    expect(decodeIpv6Packet(packet)).toMatchObject({ ok: true, value: { payload: hex(''), trailer: echo } })
  })

  it('a fragment that is not the first is no message', () => {
    const packet = ping.slice()
    packet.set([0x00, 0x10], 6)
    const decoded = decodePacket(packet)
    expect(decoded.ok && decoded.value.icmp).toBeUndefined()
  })

  it('a first fragment has a message whose checksum nobody can know', () => {
    const packet = ping.slice()
    packet.set([0x20, 0x00], 6)
    expect(decodePacket(packet)).toMatchObject({ ok: true, value: { icmp: { checksum: 'unverifiable' } } })
  })
})

describe('checksums', () => {
  it('of odd length are padded behind', () => {
    const odd = sealed(hex('0800 0000 0007 0001 01'))
    expect(decodeIcmp(4, odd)).toMatchObject({ ok: true, value: { checksum: 'valid' } })
  })

  it('of 0x0000 and 0xffff are the same number', () => {
    // All of the rest sums to 0xffff.
    for (const text of ['0800 0000 f7ff 0000', '0800 ffff f7ff 0000']) {
      expect(decodeIcmp(4, hex(text))).toMatchObject({ ok: true, value: { checksum: 'valid' } })
    }
  })
})

describe('fields', () => {
  it('a packet too big is read whatever its code is', () => {
    expect(decode<Extract<IcmpMessage, { kind: 'packet-too-big' }>>(hex('0207 0000 00000514'), 6)).toMatchObject({
      mtu: 1300,
      code: 7,
    })
  })

  it('the next-hop MTU stands in the second half of its word', () => {
    const message = decode<DestinationUnreachable4>(sealed(hex('0304 0000 0000 05d4')))
    expect(message.nextHopMtu).toBe(1492)
  })

  it('identifier and sequence are in network order, and never swapped by themselves', () => {
    const view = EchoView.on(sealed(hex('0800 0000 0100 0200')))
    expect([view?.identifier, view?.sequence]).toEqual([256, 512])
  })

  it('codes that nobody assigned survive', () => {
    expect(decode(sealed(hex('0bff 0000 00000000'))).code).toBe(255)
  })
})
