import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex } from '../testing/hex.js'
import { decodeIpv4Options, encodeIpv4Options, type Ipv4Option } from './ipv4-options.js'
import { decodeIpv6Options, encodeIpv6Options, type Ipv6Option } from './ipv6-options.js'

describe('IPv4 options', () => {
  const address = hex('c0000201')
  it.each<[Ipv4Option[], string]>([
    [[{ kind: 'router-alert', type: 148, value: 0 }], '94040000'],
    [
      [
        { kind: 'no-operation', type: 1, payload: hex('') },
        { kind: 'record-route', type: 7, pointer: 8, addresses: [address] },
      ],
      '01070708c0000201',
    ],
    [
      [
        { kind: 'loose-source-route', type: 131, pointer: 4, addresses: [address] },
        { kind: 'end', type: 0, payload: hex('') },
      ],
      '830704c000020100',
    ],
    [
      [
        { kind: 'strict-source-route', type: 137, pointer: 4, addresses: [] },
        { kind: 'end', type: 0, payload: hex('') },
      ],
      '89030400',
    ],
    [
      [{ kind: 'timestamp', type: 68, pointer: 5, overflow: 2, flag: 1, entries: hex('c0000201 00000001') }],
      '440c0521c000020100000001',
    ],
    [[{ kind: 'unknown', type: 130, payload: hex('0102') }], '82040102'],
  ])('%j', (options, text) => {
    expect(encodeIpv4Options(options)).toEqual(hex(text))
    expect(decodeIpv4Options(hex(text))).toEqual(options)
  })

  it('of a length that is a lie are one that is invalid', () => {
    for (const text of ['0700', '0701', '07ff04', '44', '9404']) {
      expect(decodeIpv4Options(hex(text)).at(-1)).toMatchObject({ kind: 'invalid', payload: hex(text) })
    }
  })

  it('come back from their bytes, whatever they are', () => {
    fc.assert(
      fc.property(
        fc.nat(10).chain((words) => fc.uint8Array({ minLength: words * 4, maxLength: words * 4 })),
        (bytes) => {
          expect(encodeIpv4Options(decodeIpv4Options(bytes))).toEqual(bytes)
        },
      ),
    )
  })

  it('are 40 bytes at most', () => {
    const option = { kind: 'unknown', type: 130, payload: new Uint8Array(41) } as const
    expect(() => encodeIpv4Options([option])).toThrow(expect.objectContaining({ code: 'ICMP_INVALID_OPTION' }))
  })
})

describe('IPv6 options', () => {
  it.each<[Ipv6Option[], string]>([
    [[{ kind: 'router-alert', type: 5, value: 0 }], '3a00050200000100'],
    [[{ kind: 'jumbo-payload', type: 0xc2, length: 65_536 }], '3a00c20400010000'],
    [[{ kind: 'unknown', type: 0x1e, data: hex('01020304') }], '3a001e0401020304'],
    [
      [
        { kind: 'pad-one', type: 0 },
        { kind: 'unknown', type: 0x1e, data: hex('010203') },
      ],
      '3a00001e03010203',
    ],
  ])('%j', (options, text) => {
    const header = encodeIpv6Options(0, 58, options)
    expect(header).toEqual({ type: 0, bytes: hex(text) })
    // The encoder fills up with a PadN where it has to.
    expect(decodeIpv6Options(header.bytes).filter(({ kind }) => kind !== 'pad-n')).toEqual(options)
  })

  it('past the end are one that is invalid', () => {
    expect(decodeIpv6Options(hex('3a00050900000100'))).toEqual([
      { kind: 'invalid', type: 5, data: hex('050900000100') },
    ])
  })

  it('come back from their bytes, whatever they are', () => {
    fc.assert(
      fc.property(
        fc.nat(5).chain((units) => fc.uint8Array({ minLength: units * 8 + 8, maxLength: units * 8 + 8 })),
        (bytes) => {
          const again = encodeIpv6Options(60, bytes[0]!, decodeIpv6Options(bytes))
          expect(again.bytes.subarray(2)).toEqual(bytes.subarray(2))
        },
      ),
    )
  })
})
