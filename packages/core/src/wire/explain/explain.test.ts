import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex } from '../../testing/hex.js'
import { errorQuoting, ipv4, ipv6, sealed, v4, v6 } from '../../testing/packets.js'
import { RECORDS } from '../../testing/records.js'
import { encodeIcmp } from '../icmp.js'
import { decodePacket } from '../ip-packet.js'
import { validate } from '../validate/validate.js'
import { type ExplainedPart, explain, explainIcmp } from './explain.js'
import { format } from './format.js'

const [US, THEM] = [v4('192.0.2.1'), v4('198.51.100.7')]
const request = sealed(hex('0800 0000 0001 0012 6162'))
const ping = ipv4(US, THEM, request)

function find(parts: readonly ExplainedPart[], ...path: string[]): ExplainedPart {
  const part = parts.find(({ name }) => name === path[0])
  if (part === undefined) throw new Error(`no ${path[0]} among ${parts.map(({ name }) => name).join(', ')}`)
  return path.length === 1 ? part : find(part.parts ?? [], ...path.slice(1))
}

describe('explain', () => {
  it('says of each field where it is, what is there and what it means', () => {
    const parts = explain(ping)
    expect(find(parts, 'IPv4 header', 'Source address')).toMatchObject({
      offset: 12,
      length: 4,
      meaning: '192.0.2.1',
      raw: US.bytes,
    })
    expect(find(parts, 'IPv4 header', 'Header length (32-bit words)')).toMatchObject({
      offset: 0,
      length: 1,
      bits: { first: 4, count: 4 },
      meaning: '5',
    })
    expect(find(parts, 'ICMP', 'Type')).toMatchObject({ offset: 20, meaning: '8 (Echo)' })
    expect(find(parts, 'ICMP', 'Sequence number')).toMatchObject({
      offset: 26,
      length: 2,
      meaning: '18',
      raw: hex('0012'),
    })
    expect(find(parts, 'ICMP', 'Data')).toMatchObject({ offset: 28, length: 2, meaning: '6162' })
  })

  it('goes into what an error quotes, an error in an error too, but not for ever', () => {
    let packet = ping
    for (let depth = 0; depth < 10; depth++) packet = ipv4(US, THEM, errorQuoting(11, 0, packet))
    const quoted = ['ICMP', 'Quoted datagram']
    expect(find(explain(packet), ...quoted, ...quoted, ...quoted, 'IPv4 header', 'Time to live').meaning).toBe('64')
    expect(find(explain(packet), ...quoted, ...quoted, ...quoted, ...quoted).parts).toBeUndefined()
  })

  it('says where a packet is cut, and what is wrong with it', () => {
    expect(find(explain(ping.subarray(0, 24)), 'ICMP', 'Cut off here')).toMatchObject({ offset: 24, length: 0 })
    expect(find(explain(hex('42')), 'IP packet', 'Malformed').meaning).toContain('header length')
    expect(explain(new Uint8Array(0))).toMatchObject([{ parts: [{ name: 'Cut off here' }] }])
  })

  it('of a redirect that quotes twice goes into the first quote only', () => {
    const option = (length: number) =>
      ({ type: 4, kind: 'redirected-header', reserved: new Uint8Array(6), quoted: new Uint8Array(length) }) as const
    const redirect = encodeIcmp({
      family: 6,
      kind: 'redirect',
      type: 137,
      code: 0,
      target: v6(3).bytes,
      destination: v6(4).bytes,
      options: [option(8), option(16)],
    })
    expect(uncovered(explainIcmp(6, redirect), 0, redirect.length)).toEqual([])
  })

  it('takes a decoded packet as well as its bytes', () => {
    const packet = decodePacket(ping)
    if (!packet.ok) throw new Error(packet.problem.what)
    expect(explain(packet.value)).toEqual(explain(ping))
    expect(format(packet.value)).toBe(format(ping))
    expect(validate(packet.value)).toEqual(validate(ping))
    expect([format(hex('45')), validate(hex('45'))]).toEqual([
      'truncated: the bytes end within the IPv4 header',
      [expect.objectContaining({ rule: 'unreadable', source: 'RFC 791 §3.1' })],
    ])
  })

  it('explains a message without its packet', () => {
    expect(find(explainIcmp(4, request), 'ICMP', 'Identifier')).toMatchObject({ offset: 4, meaning: '1' })
  })

  it.each([...RECORDS])('%s: parts lie in order, in their parents, and cover every byte', (_name, records) => {
    fc.assert(
      fc.property(records, (message) => {
        const icmp = encodeIcmp(message)
        const bytes = message.family === 4 ? ipv4(US, THEM, icmp) : ipv6(v6(1), v6(2), icmp)
        expect(uncovered(explain(bytes), 0, bytes.length)).toEqual([])
      }),
      { numRuns: 30 },
    )
  })
})

/** Bytes that no part stands for, and parts that lie outside. */
function uncovered(parts: readonly ExplainedPart[], start: number, end: number): string[] {
  const wrong: string[] = []
  let next = start
  for (const { name, offset, length, raw, parts: inner } of parts) {
    if (offset > next || offset + length > end) wrong.push(`${name}: ${offset}+${length} after ${next}, before ${end}`)
    if (raw.length !== length) wrong.push(`${name}: ${raw.length} bytes of ${length}`)
    next = Math.max(next, offset + length)
    if (inner !== undefined && inner.length > 0) wrong.push(...uncovered(inner, offset, offset + length))
  }
  if (next < end) wrong.push(`nothing from ${next} to ${end}`)
  return wrong
}

describe('format', () => {
  const line = (bytes: Uint8Array): string => {
    const packet = decodePacket(bytes)
    return packet.ok ? format(packet.value) : packet.problem.what
  }

  it.each<[string, Uint8Array]>([
    ['192.0.2.1 > 198.51.100.7: ICMP echo request, id 1, seq 18, length 10', ping],
    [
      '198.51.100.7 > 192.0.2.1: ICMP destination unreachable (host unreachable), for 198.51.100.7 ICMP id 1 seq 18, length 38',
      ipv4(THEM, US, sealed(errorQuoting(3, 1, ping))),
    ],
    ['192.0.2.1 > 198.51.100.7: ICMP type 200 code 3, length 8', ipv4(US, THEM, sealed(hex('c803 0000 00000000')))],
    [
      '192.0.2.1 > 198.51.100.7: ICMP echo request, id 1, seq 18, length 10 (bad checksum)',
      ipv4(US, THEM, hex('0800 0000 0001 0012 6162')),
    ],
    [
      '192.0.2.1 > 198.51.100.7: ICMP, length 3 (truncated: the bytes end within the ICMP header)',
      ipv4(US, THEM, hex('080000')),
    ],
    [
      '2001:db8::1 > 2001:db8::2: ICMP6 neighbor solicitation, who has 2001:db8::3, length 24',
      ipv6(v6(1), v6(2), neighbor()),
    ],
  ])('%s', (text, bytes) => {
    expect(line(bytes)).toBe(text)
  })

  it('names ports of other protocols', () => {
    const udp = ipv4(US, THEM, hex('8235 0035 0008 0000'))
    udp[9] = 17
    expect(line(udp)).toBe('192.0.2.1 > 198.51.100.7: UDP 33333 > 53, length 8')
  })
})

function neighbor(): Uint8Array {
  const pseudo = { source: v6(1).bytes, destination: v6(2).bytes }
  return encodeIcmp(
    { family: 6, kind: 'neighbor-solicitation', type: 135, code: 0, target: v6(3).bytes, options: [] },
    pseudo,
  )
}
