import { describe, expect, it } from 'vitest'
import { Statistics } from '../statistics.js'
import { errorText4 } from './error-v4.js'
import { errorText6 } from './error-v6.js'
import { sendFailed, tooLong } from './local-error.js'
import { formatG } from './percent.js'
import { icmpSequence, replyLine } from './reply.js'
import { status, summary } from './summary.js'
import { timestamp, triptime } from './time.js'

it.each([
  [0, '0.000'],
  [0.0371, '0.037'],
  [0.9999, '1.00'],
  [9.994, '9.99'],
  [9.995, '10.0'],
  [99.94, '99.9'],
  [99.95, '100'],
  [1234.4, '1234'],
])('the round trip of %d ms is written %s', (rtt, text) => {
  expect(triptime(rtt)).toBe(text)
})

it.each([
  [0, '0'],
  [100, '100'],
  [100 / 3, '33.3333'],
  [200 / 3, '66.6667'],
  [0.001, '0.001'],
  [0.00001234, '1.234e-05'],
  [12.5, '12.5'],
])('%d percent are written %s', (value, text) => {
  expect(formatG(value)).toBe(text)
})

it('the time of a line has microseconds', () => {
  expect(timestamp(1_767_225_600_010.25)).toBe('[1767225600.010250] ')
})

it('the sequence is the 16-bit field', () => {
  expect([1, 65_535, 65_536, 65_537].map(icmpSequence)).toEqual([
    'icmp_seq=1',
    'icmp_seq=65535',
    'icmp_seq=0',
    'icmp_seq=1',
  ])
})

describe('a reply', () => {
  const reply = { bytes: 64, size: 56, from: 'a', sequence: 1, ttl: 64, rtt: 1 }
  it.each([
    [{}, '64 bytes from a: icmp_seq=1 ttl=64 time=1.00 ms\n'],
    [{ ttl: undefined }, '64 bytes from a: icmp_seq=1 time=1.00 ms\n'],
    [{ bytes: 40 }, '40 bytes from a: icmp_seq=1 ttl=64 (truncated)\n'],
    [{ bytes: 23, size: 15 }, '23 bytes from a: icmp_seq=1 ttl=64\n'],
    [{ bytes: 24, size: 16 }, '24 bytes from a: icmp_seq=1 ttl=64 time=1.00 ms\n'],
    [{ duplicate: true, corrupted: true }, '64 bytes from a: icmp_seq=1 ttl=64 time=1.00 ms (DUP!) (BAD CHECKSUM!)\n'],
  ])('%j', (changes, line) => {
    expect(replyLine({ ...reply, ...changes })).toBe(line)
  })
})

describe('errors', () => {
  it.each([
    [{ type: 3, code: 0 }, 'Destination Net Unreachable'],
    [{ type: 3, code: 4, mtu: 1400 }, 'Frag needed and DF set (mtu = 1400)'],
    [{ type: 3, code: 13 }, 'Packet filtered'],
    [{ type: 3, code: 99 }, 'Dest Unreachable, Bad Code: 99'],
    [{ type: 4, code: 0 }, 'Source Quench'],
    [{ type: 11, code: 1 }, 'Frag reassembly time exceeded'],
    [{ type: 11, code: 7 }, 'Time exceeded, Bad Code: 7'],
    [{ type: 12, code: 0, pointer: 20 }, 'Parameter problem: pointer = 20'],
    [{ type: 77, code: 0 }, 'Bad ICMP type: 77'],
  ])('ICMPv4 %j', (facts, text) => {
    expect(errorText4(facts)).toBe(text)
  })
  it.each([
    [{ type: 1, code: 3 }, 'Destination unreachable: Address unreachable'],
    [{ type: 1, code: 9 }, 'Destination unreachable: Unknown code 9'],
    [{ type: 2, code: 0, mtu: 1280 }, 'Packet too big: mtu=1280'],
    [{ type: 2, code: 1, mtu: 1280 }, 'Packet too big: mtu=1280, code=1'],
    [{ type: 3, code: 1 }, 'Time exceeded: Defragmentation failure'],
    [{ type: 4, code: 2, pointer: 40 }, 'Parameter problem: Unknown option at 40'],
    [{ type: 77, code: 0 }, 'unknown icmp type: 77'],
  ])('ICMPv6 %j', (facts, text) => {
    expect(errorText6(facts)).toBe(text)
  })
  it('of this host', () => {
    expect(tooLong(4, 1400)).toBe('local error: message too long, mtu=1400')
    expect(tooLong(6, 1400)).toBe('local error: message too long, mtu: 1400')
    expect(sendFailed({ code: 'ENETUNREACH', errno: 101, syscall: 'sendmsg' })).toBe('sendmsg: Network is unreachable')
    expect(sendFailed({ code: 'EWEIRD', errno: 999, syscall: 'sendmsg' })).toBe('sendmsg: EWEIRD')
  })
})

describe('the summary', () => {
  it('of a run without a request', () => {
    const facts = { host: 'a', statistics: new Statistics(), size: 56, asFastAsAnswered: false }
    expect(summary(facts)).toBe('\n--- a ping statistics ---\n0 packets transmitted, 0 received\n\n')
    expect(status(facts)).toBe('\r0/0 packets, 0% loss\n')
  })
  it('names what happened, and only that', () => {
    const statistics = new Statistics()
    for (const now of [0, 1000, 2000]) statistics.sent(now)
    Object.assign(statistics, { received: 1, duplicates: 1, corrupted: 2, errors: 1 })
    expect(summary({ host: 'a', statistics, size: 8, asFastAsAnswered: false })).toContain(
      '3 packets transmitted, 1 received, +1 duplicates, +2 corrupted, +1 errors, 66.6667% packet loss, time 2000ms\n',
    )
  })
})
