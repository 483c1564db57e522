import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { IcmpError } from '../errors.js'
import { hex } from '../testing/hex.js'
import { ipv4, ipv6, sealed, v4, v6 } from '../testing/packets.js'
import { decodeIcmp, encodeIcmp, encodeIcmpInto, icmpLength } from './icmp.js'
import type { IcmpMessage } from './message.js'

const PSEUDO = { source: v6(1).bytes, destination: v6(2).bytes }
const QUOTE4 = ipv4(v4('192.0.2.1'), v4('198.51.100.7'), hex('0800 f7fc 0001 0002 0102'))
const QUOTE6 = ipv6(v6(1), v6(2), hex('8000 0000 0001 0002'))

/** One message of each kind, and the bytes after type and code and checksum that it stands for. */
const MESSAGES: [IcmpMessage, string][] = [
  [
    { family: 4, kind: 'echo-request', type: 8, code: 0, identifier: 1, sequence: 2, data: hex('6162') },
    '0001 0002 6162',
  ],
  [{ family: 4, kind: 'echo-reply', type: 0, code: 9, identifier: 0xffff, sequence: 0, data: hex('') }, 'ffff 0000'],
  [
    {
      family: 4,
      kind: 'destination-unreachable',
      type: 3,
      code: 4,
      unused: 0,
      lengthAttribute: 0,
      nextHopMtu: 1400,
      quoted: QUOTE4,
    },
    '0000 0578 Q4',
  ],
  [
    {
      family: 4,
      kind: 'time-exceeded',
      type: 11,
      code: 0,
      unused: 1,
      lengthAttribute: 17,
      unusedWord: 2,
      quoted: QUOTE4,
    },
    '0111 0002 Q4',
  ],
  [
    {
      family: 4,
      kind: 'parameter-problem',
      type: 12,
      code: 0,
      pointer: 20,
      lengthAttribute: 0,
      unusedWord: 0,
      quoted: QUOTE4,
    },
    '1400 0000 Q4',
  ],
  [{ family: 4, kind: 'redirect', type: 5, code: 1, gateway: hex('c0000209'), quoted: QUOTE4 }, 'c0000209 Q4'],
  [{ family: 4, kind: 'unknown', type: 253, code: 7, body: hex('0102030405') }, '0102030405'],
  [
    { family: 6, kind: 'echo-request', type: 128, code: 0, identifier: 1, sequence: 2, data: hex('6162') },
    '0001 0002 6162',
  ],
  [
    { family: 6, kind: 'echo-reply', type: 129, code: 0, identifier: 1, sequence: 2, data: hex('6162') },
    '0001 0002 6162',
  ],
  [
    {
      family: 6,
      kind: 'destination-unreachable',
      type: 1,
      code: 4,
      lengthAttribute: 16,
      unused: 0x010203,
      quoted: QUOTE6,
    },
    '10010203 Q6',
  ],
  [{ family: 6, kind: 'packet-too-big', type: 2, code: 0, mtu: 0xffff_ffff, quoted: QUOTE6 }, 'ffffffff Q6'],
  [
    { family: 6, kind: 'time-exceeded', type: 3, code: 1, lengthAttribute: 0, unused: 0, quoted: QUOTE6 },
    '00000000 Q6',
  ],
  [{ family: 6, kind: 'parameter-problem', type: 4, code: 1, pointer: 40, quoted: QUOTE6 }, '00000028 Q6'],
  [
    {
      family: 6,
      kind: 'redirect',
      type: 137,
      code: 0,
      reserved: 0,
      target: v6(3).bytes,
      destination: v6(4).bytes,
      options: [{ type: 1, kind: 'source-link-layer-address', address: hex('020304050607') }],
    },
    `00000000 ${'20010db8000000000000000000000003'} ${'20010db8000000000000000000000004'} 0101020304050607`,
  ],
  [{ family: 6, kind: 'unknown', type: 199, code: 0, body: hex('') }, ''],
]

function textOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

describe('every kind of message', () => {
  it.each(MESSAGES)('$family $kind $code', (message, rest) => {
    const expected = rest.replace('Q4', textOf(QUOTE4)).replace('Q6', textOf(QUOTE6)).replace(/ /g, '')
    // Into a buffer filled with rubbish: a byte that the encoder forgets shows.
    const target = new Uint8Array(icmpLength(message) + 6).fill(0xa5)
    expect(encodeIcmpInto(message, target, 3, PSEUDO)).toBe(icmpLength(message))
    expect(textOf(target.subarray(0, 3))).toBe('a5a5a5')
    expect(textOf(target.subarray(target.length - 3))).toBe('a5a5a5')
    const bytes = target.slice(3, target.length - 3)
    expect([bytes[0], bytes[1]]).toEqual([message.type, message.code])
    expect(textOf(bytes.subarray(4))).toBe(expected)
    const result = decodeIcmp(message.family, bytes, PSEUDO)
    const checksum = (bytes[2]! << 8) | bytes[3]!
    expect(result).toEqual({ ok: true, value: { message: { ...message, checksum }, checksum: 'valid' } })
  })
})

describe('decoding', () => {
  const damaged = fc.tuple(
    fc.constantFrom(...MESSAGES),
    fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 8 }),
    fc.nat(200),
  )

  it('and encoding give the same bytes back, whatever was done to them on the way', () => {
    fc.assert(
      fc.property(damaged, ([[message], changes, length]) => {
        const bytes = encodeIcmp(message, PSEUDO).slice(0, length)
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value
        const result = decodeIcmp(message.family, bytes)
        if (result.ok) expect(encodeIcmp(result.value.message)).toEqual(bytes)
        else expect(result.problem).toMatchObject({ reason: 'truncated', at: bytes.length })
      }),
      { numRuns: 2000 },
    )
    fc.assert(
      fc.property(fc.constantFrom(4 as const, 6 as const), fc.uint8Array({ maxLength: 160 }), (family, bytes) => {
        const result = decodeIcmp(family, bytes, PSEUDO)
        if (result.ok) expect(encodeIcmp(result.value.message)).toEqual(bytes)
      }),
      { numRuns: 2000 },
    )
  })

  it.each(MESSAGES)('$family $kind cut at any byte never throws', (message) => {
    const bytes = encodeIcmp(message, PSEUDO)
    for (let length = 0; length < bytes.length; length++) {
      const result = decodeIcmp(message.family, bytes.slice(0, length))
      if (length < (message.family === 4 ? 8 : 4))
        expect(result).toMatchObject({ ok: false, problem: { reason: 'truncated', at: length } })
    }
  })

  it('says what is known of the checksum', () => {
    const request = sealed(hex('0800 0000 0001 0002 61'))
    expect(decodeIcmp(4, request)).toMatchObject({ value: { checksum: 'valid' } })
    expect(decodeIcmp(4, Object.assign(request.slice(), { 8: 0 }))).toMatchObject({ value: { checksum: 'invalid' } })
    const six = encodeIcmp(MESSAGES[7]![0], PSEUDO)
    expect(decodeIcmp(6, six)).toMatchObject({ value: { checksum: 'unverifiable' } })
    expect(decodeIcmp(6, six, PSEUDO)).toMatchObject({ value: { checksum: 'valid' } })
    const other = { source: PSEUDO.source, destination: v6(9).bytes }
    expect(decodeIcmp(6, six, other)).toMatchObject({ value: { checksum: 'invalid' } })
  })
})

describe('encoding', () => {
  const echo = MESSAGES[0]![0]
  const codeOf = (act: () => unknown): string => {
    try {
      act()
      return 'fine'
    } catch (error) {
      return (error as IcmpError).code
    }
  }

  it.each<[string, object]>([
    ['identifier', { identifier: 0x1_0000 }],
    ['sequence', { sequence: -1 }],
    ['code', { code: 256 }],
    ['checksum', { checksum: 1.5 }],
  ])('refuses a %s that does not fit', (_, change) => {
    expect(codeOf(() => encodeIcmp({ ...echo, ...change } as IcmpMessage))).toBe('ICMP_INVALID_OPTION')
  })

  it('refuses too little room', () => {
    expect(codeOf(() => encodeIcmpInto(echo, new Uint8Array(9), 0))).toBe('ICMP_INVALID_OPTION')
    expect(codeOf(() => encodeIcmpInto(echo, new Uint8Array(20), -1))).toBe('ICMP_INVALID_OPTION')
  })

  it('writes a checksum as it is given, and leaves ICMPv6 without addresses at 0', () => {
    expect(textOf(encodeIcmp({ ...echo, checksum: 0xbeef })).slice(4, 8)).toBe('beef')
    expect(textOf(encodeIcmp(MESSAGES[7]![0])).slice(4, 8)).toBe('0000')
  })
})
