import { describe, expect, it } from 'vitest'
import { hex } from '../testing/hex.js'
import { v4, v6 } from '../testing/packets.js'
import { formatAddress, isLimitedBroadcast, isMulticast, isUnspecified, sameAddress } from './address.js'

describe('address text', () => {
  it.each([
    ['20010db8000000000000000000000001', '2001:db8::1'],
    ['00000000000000000000000000000000', '::'],
    ['00000000000000000000000000000001', '::1'],
    ['20010db8000000010001000100010001', '2001:db8:0:1:1:1:1:1'],
    ['20010000000000010000000000000001', '2001:0:0:1::1'],
    ['20010db8000000000001000000000001', '2001:db8::1:0:0:1'],
    ['fe800000000000000000000000000000', 'fe80::'],
    ['00000000000000000000ffffc0000201', '::ffff:192.0.2.1'],
    ['0001000200030004000500060007abcd', '1:2:3:4:5:6:7:abcd'],
  ])('%s is %s, as RFC 5952 has it', (bytes, text) => {
    expect(formatAddress({ family: 6, bytes: hex(bytes), scope: 0 })).toBe(text)
  })

  it('has dots for IPv4 and a zone where there is one', () => {
    expect(formatAddress(v4('192.0.2.1'))).toBe('192.0.2.1')
    expect(formatAddress({ ...v6(1), scope: 3 })).toBe('2001:db8::1%3')
  })
})

describe('addresses', () => {
  it('are the same by family, bytes and scope, where both have one', () => {
    expect(sameAddress(v4('192.0.2.1'), v4('192.0.2.1'))).toBe(true)
    expect(sameAddress(v4('192.0.2.1'), v4('192.0.2.2'))).toBe(false)
    expect(sameAddress(v4('192.0.2.1'), v6(1))).toBe(false)
    expect(sameAddress({ ...v6(1), scope: 1 }, { ...v6(1), scope: 2 })).toBe(false)
    expect(sameAddress({ ...v6(1), scope: 1 }, v6(1))).toBe(true)
  })

  it('that stand for many', () => {
    expect([v4('224.0.0.1'), v4('239.1.1.1'), v4('240.0.0.1'), v4('127.0.0.1')].map(isMulticast)).toEqual([
      true,
      true,
      false,
      false,
    ])
    expect(isMulticast({ family: 6, bytes: Object.assign(new Uint8Array(16), { 0: 0xff }), scope: 0 })).toBe(true)
    expect([isUnspecified(v4('0.0.0.0')), isUnspecified(v4('0.0.0.1'))]).toEqual([true, false])
    expect([isLimitedBroadcast(v4('255.255.255.255')), isLimitedBroadcast(v4('192.0.2.255'))]).toEqual([true, false])
  })
})
