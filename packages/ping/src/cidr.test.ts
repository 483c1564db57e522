import { describe, expect, it } from 'vitest'
import { cidr } from './cidr.js'

describe('cidr', () => {
  it.each<[string, string[]]>([
    ['192.0.2.5/30', ['192.0.2.4', '192.0.2.5', '192.0.2.6', '192.0.2.7']],
    ['192.0.2.5/32', ['192.0.2.5']],
    ['2001:db8::fe/127', ['2001:db8::fe', '2001:db8::ff']],
    // Not IPv4-mapped: the last 32 bits are only written differently.
    ['::127.0.0.1/128', ['::7f00:1']],
    ['fe80::%2147483647/127', ['fe80::%2147483647', 'fe80::1%2147483647']],
  ])('%s', (range, addresses) => {
    expect([...cidr(range)]).toEqual(addresses)
  })
  it('makes addresses as they are asked for', () => {
    const addresses = cidr('::/0')[Symbol.iterator]()
    expect([addresses.next().value, addresses.next().value]).toEqual(['::', '::1'])
  })
  it.each([
    '192.0.2.0',
    '192.0.2/24',
    '010.0.0.0/8',
    '192.0.2.0/33',
    '192.0.2.0/-1',
    '192.0.2.0/24/8',
    '::/129',
    'fe80::/127%7',
    '::/',
    '',
    7,
  ])('%s is no range', (range) => {
    expect(() => cidr(range as string)).toThrow(expect.objectContaining({ code: 'ICMP_INVALID_TARGET' }))
  })
})
