import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Range, seconds, wholeNumber } from './numbers.js'
import { parse } from './parse.js'
import { parsePattern } from './pattern.js'

describe('the command line', () => {
  it('has the defaults of iputils', () => {
    expect(parse(['192.0.2.1'])).toEqual({
      kind: 'ping',
      config: {
        destinations: ['192.0.2.1'],
        interval: 1000,
        adaptive: false,
        flood: false,
        preload: 1,
        linger: 10_000,
        size: 56,
        broadcast: false,
        numeric: false,
        quiet: false,
        timestamps: false,
        verbose: false,
        audible: false,
        userLatency: false,
        ui: false,
        json: false,
        transport: 'auto',
      },
    })
  })

  it.each([
    [['-c1', '-i.2', '-nq', 'a'], { count: 1, interval: 200, numeric: true, quiet: true }],
    [['a', '-W', '0.5', '-w', '7'], { linger: 500, deadline: 7000 }],
    [['-w', '0', '-W', '0', 'a'], { deadline: undefined, linger: 0 }],
    [['-s', '65527', '-t', '255', 'a'], { size: 65_527, ttl: 255 }],
    [['-I', 'eth0', '-I', '192.0.2.1', 'a'], { device: 'eth0', source: '192.0.2.1' }],
    [['-I', '::1', '-I', '::2', 'a'], { device: undefined, source: '::2' }],
    [['-4', 'a'], { family: 4 }],
    [['-6D', 'a'], { family: 6, timestamps: true }],
    [['-p', 'f0f', 'a'], { pattern: Uint8Array.of(0xf0, 0x0f) }],
    [['--', '-c'], { destinations: ['-c'] }],
    [['--', 'doctor'], { destinations: ['doctor'] }],
    [['a', '-c', '1', 'b'], { destinations: ['a', 'b'], count: 1 }],
    [['doctor', 'b'], { destinations: ['doctor', 'b'] }],
    [['-f', 'a'], { flood: true, interval: 0, numeric: true }],
    [['-f', '-i', '0.2', 'a'], { flood: true, interval: 200 }],
    [['-Al3', 'a'], { adaptive: true, preload: 3, interval: 1000 }],
    [['-Q', '16', 'a'], { trafficClass: 16 }],
    [['-Q', '0XFF', 'a'], { trafficClass: 255 }],
    [['-M', 'do', 'a'], { dontFragment: true }],
    [['-M', 'want', 'a'], { dontFragment: 'want' }],
    [['-M', 'dont', 'a'], { dontFragment: false }],
    [['-S', '1000', 'a'], { sendBuffer: 1000 }],
    [['-bvaU', 'a'], { broadcast: true, verbose: true, audible: true, userLatency: true }],
    [['--json', '--transport', 'raw', 'a'], { json: true, transport: 'raw' }],
  ])('%j', (argv, config) => {
    expect(parse(argv)).toMatchObject({ kind: 'ping', config })
  })

  it.each([
    [[], 'ICMP_INVALID_TARGET'],
    [['-t', '0', 'a'], 'ICMP_INVALID_HOP_LIMIT'],
    [['-t', '256', 'a'], 'ICMP_INVALID_HOP_LIMIT'],
    [['-i', '-1', 'a'], 'ICMP_INVALID_INTERVAL'],
    [['-W', '-1', 'a'], 'ICMP_INVALID_TIMEOUT'],
    [['-w', '0.5', 'a'], 'ICMP_INVALID_TIMEOUT'],
    [['-s', '65528', 'a'], 'ICMP_PAYLOAD_TOO_LARGE'],
    [['-s', '-1', 'a'], 'ICMP_INVALID_OPTION'],
    [['-c', '0', 'a'], 'ICMP_INVALID_OPTION'],
    [['-p', 'xy', 'a'], 'ICMP_INVALID_OPTION'],
    [['-4', '-6', 'a'], 'ICMP_INVALID_OPTION'],
    [['-z', 'a'], 'ICMP_INVALID_OPTION'],
    [['-c'], 'ICMP_INVALID_OPTION'],
    [['-l', '0', 'a'], 'ICMP_INVALID_OPTION'],
    [['-l', '65537', 'a'], 'ICMP_INVALID_OPTION'],
    [['-l', '3', '-i', '2000000', 'a'], 'ICMP_INVALID_INTERVAL'],
    [['-Q', '256', 'a'], 'ICMP_INVALID_OPTION'],
    [['-Q', '0x1g', 'a'], 'ICMP_INVALID_OPTION'],
    [['-Q', '', 'a'], 'ICMP_INVALID_OPTION'],
    [['-M', 'probe', 'a'], 'ICMP_INVALID_OPTION'],
    [['-S', '0', 'a'], 'ICMP_INVALID_OPTION'],
    [['--ui', '--json', 'a'], 'ICMP_INVALID_OPTION'],
    [['--transport', 'x', 'a'], 'ICMP_INVALID_OPTION'],
  ])('%j is %s', (argv, code) => {
    expect(() => parse(argv)).toThrow(expect.objectContaining({ code }))
  })
})

describe('numbers', () => {
  const range: Range = { flag: '-x', least: 0, most: 1000, expected: 'a number' }
  const refused = expect.objectContaining({ code: 'ICMP_INVALID_OPTION' })

  it('are taken whole or not at all', () => {
    expect(['0', '+7', ' 1000'].map((text) => wholeNumber(text, range))).toEqual([0, 7, 1000])
    for (const text of ['', '-', '1.5', '7x', '0x7', '1e2', '1001', '-1', 'NaN']) {
      expect(() => wholeNumber(text, range)).toThrow(refused)
    }
    for (const text of ['', '.', '1,5', '1s', 'inf', 'nan', '0x1', '-0.1', '1000.1', '1e999']) {
      expect(() => seconds(text, range)).toThrow(refused)
    }
  })

  it('of seconds are milliseconds, cut', () => {
    expect(['0.2', '.5', '1.', '1e-1', '0.0019', '+2'].map((text) => seconds(text, range))).toEqual([
      200, 500, 1000, 100, 1, 2000,
    ])
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (milliseconds) => {
        expect(seconds((milliseconds / 1000).toFixed(3), range)).toBe(milliseconds)
      }),
    )
  })
})

describe('the pattern', () => {
  it('is hexadecimal, two digits a byte, 16 bytes at most', () => {
    expect(parsePattern('0f0')).toEqual(Uint8Array.of(0x0f, 0))
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 20 }), (bytes) => {
        const hex = Buffer.from(bytes).toString('hex')
        expect(parsePattern(hex)).toEqual(bytes.slice(0, 16))
        expect(parsePattern(hex.toUpperCase())).toEqual(bytes.slice(0, 16))
      }),
    )
    for (const text of ['', 'xy', '0xff', 'ff ']) {
      expect(() => parsePattern(text)).toThrow(expect.objectContaining({ code: 'ICMP_INVALID_OPTION' }))
    }
  })
})
