import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex } from '../testing/hex.js'
import { errorQuoting, ipv4, ipv6, sealed, v4, v6 } from '../testing/packets.js'
import type { Family } from './address.js'
import { decodeIcmp } from './icmp.js'
import type { IcmpMessage } from './message.js'
import { decodeQuoted, findQuotedEcho, quotedBytes, readQuotedIcmp } from './quoted.js'

const US = v4('192.0.2.1')
const HOST = v4('198.51.100.7')
const ECHO = sealed(hex('0800 0000 1234 0007 a1a2a3a4'))
const ECHO6 = hex('8000 0000 1234 0007 a1a2a3a4')

function message(bytes: Uint8Array, family: Family = 4): IcmpMessage {
  const result = decodeIcmp(family, bytes)
  if (!result.ok) throw new Error(result.problem.what)
  return result.value.message
}

describe('a quoted echo', () => {
  it('is found with its addresses and numbers', () => {
    expect(findQuotedEcho(message(errorQuoting(11, 0, ipv4(US, HOST, ECHO, 1))))).toEqual({
      family: 4,
      type: 8,
      code: 0,
      identifier: 0x1234,
      sequence: 7,
      payload: hex('a1a2a3a4'),
      source: US.bytes,
      destination: HOST.bytes,
      hopLimit: 1,
    })
    expect(findQuotedEcho(message(errorQuoting(3, 0, ipv6(v6(1), v6(7), ECHO6)), 6))).toMatchObject({
      family: 6,
      identifier: 0x1234,
      sequence: 7,
      destination: v6(7).bytes,
    })
  })

  it('is found behind IP options in the quote', () => {
    const plain = ipv4(US, HOST, ECHO)
    const withOptions = Uint8Array.from([...plain.subarray(0, 20), 1, 7, 3, 4, ...plain.subarray(20)])
    withOptions[0] = 0x46
    withOptions[3]! += 4
    expect(findQuotedEcho(message(errorQuoting(11, 0, withOptions)))).toMatchObject({ sequence: 7 })
  })

  it('is found in 8 bytes behind the header, and not in 7', () => {
    const whole = ipv4(US, HOST, ECHO)
    expect(findQuotedEcho(message(errorQuoting(11, 0, whole.slice(0, 28))))).toMatchObject({
      sequence: 7,
      payload: hex(''),
    })
    expect(findQuotedEcho(message(errorQuoting(11, 0, whole.slice(0, 27))))).toBeUndefined()
  })

  it('is found in the Redirected Header option of an ICMPv6 redirect', () => {
    const packet = ipv6(v6(1), v6(7), ECHO6)
    const padded = new Uint8Array(Math.ceil((packet.length + 8) / 8) * 8)
    padded.set([4, padded.length / 8])
    padded.set(packet, 8)
    const bytes = Uint8Array.from([
      137,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      ...v6(3).bytes,
      ...v6(7).bytes,
      1,
      1,
      0,
      0,
      0,
      0,
      0,
      0,
      ...padded,
    ])
    expect(findQuotedEcho(message(bytes, 6))).toMatchObject({ sequence: 7 })
    const lie = bytes.slice()
    lie[41] = 0
    expect(findQuotedEcho(message(lie, 6))).toBeUndefined()
    lie[41] = 200
    expect(findQuotedEcho(message(lie, 6))).toBeUndefined()
  })

  it.each<[string, Uint8Array]>([
    ['a reply', ipv4(US, HOST, sealed(Object.assign(ECHO.slice(), { 0: 0 })))],
    ['UDP', Object.assign(ipv4(US, HOST, ECHO), { 9: 17 })],
    ['a later fragment', Object.assign(ipv4(US, HOST, ECHO), { 7: 1 })],
    ['no IP header', hex('00')],
    ['the other family', ipv6(v6(1), v6(2), ECHO6)],
    ['nothing', hex('')],
  ])('is not found in %s', (_, quote) => {
    expect(findQuotedEcho(message(errorQuoting(3, 1, quote)))).toBeUndefined()
  })

  it('messages that quote nothing have no quote', () => {
    expect(quotedBytes(message(ECHO))).toBeUndefined()
    expect(decodeQuoted(message(ECHO))).toMatchObject({ ok: false })
  })
})

describe('the end of a quote', () => {
  it('is where a plausible length attribute says, else where the bytes end', () => {
    const long = ipv4(US, HOST, sealed(Uint8Array.from([...ECHO, ...new Uint8Array(300)])))
    const sizes = [0, 17, 32, 33, 200].map((attribute) => {
      const error = errorQuoting(11, 0, long.slice(0, 200), [0, attribute])
      return quotedBytes(message(error))!.length
    })
    expect(sizes).toEqual([200, 200, 128, 132, 200])
  })

  it('a quote is cut as a rule: its checksum can not be known, nothing else is wrong with it', () => {
    const error = errorQuoting(11, 0, ipv4(US, HOST, ECHO).slice(0, 28))
    expect(decodeQuoted(message(error))).toMatchObject({
      ok: true,
      value: { truncated: true, icmp: { checksum: 'unverifiable' } },
    })
  })
})

describe('any bytes', () => {
  it('never throw', () => {
    fc.assert(
      fc.property(fc.constantFrom(4 as const, 6 as const), fc.uint8Array({ maxLength: 160 }), (family, bytes) => {
        const result = decodeIcmp(family, bytes)
        if (result.ok) findQuotedEcho(result.value.message)
        readQuotedIcmp(bytes)
      }),
      { numRuns: 3000 },
    )
  })
})
