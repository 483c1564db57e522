import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex } from '../testing/hex.js'
import { errorQuoting, ipv4, ipv6, sealed, v4, v6 } from '../testing/packets.js'
import { RECORDS } from '../testing/records.js'
import { ErrorView } from './error-view.js'
import { decodeIcmp, encodeIcmp } from './icmp.js'
import { MessageView } from './message-view.js'
import { findQuotedEcho } from './quoted.js'

const [US, THEM] = [v4('192.0.2.1'), v4('198.51.100.7')]
const echo = sealed(hex('0800 0000 0007 0012 0102'))

describe.each([...RECORDS])('the view of %s', (_name, records) => {
  it('reads what the record has, and writes what the record then has', () => {
    fc.assert(
      fc.property(records, records, fc.nat(3), (message, other, offset) => {
        const icmp = encodeIcmp(message)
        const bytes = new Uint8Array(offset + icmp.length)
        bytes.set(icmp, offset)
        const view = MessageView.on(message.family, bytes, offset)!
        const record = message as unknown as Record<string, unknown>
        for (const name of view.names) expect(view.get(name)).toEqual(record[name])
        if (other.type !== message.type || other.family !== message.family) return
        const source = other as unknown as Record<string, unknown>
        // Counts and lengths say what the rest is: other ones would make another message of it.
        for (const name of view.names) if (!/Count|Length|entrySize/.test(name)) view.set(name, source[name] as number)
        const decoded = decodeIcmp(message.family, bytes.subarray(offset))
        if (message.family === 4) expect(decoded.ok && decoded.value.checksum).toBe('valid')
        for (const name of view.names)
          if (!/Count|Length|entrySize/.test(name)) expect(view.get(name)).toEqual(source[name])
      }),
      { numRuns: 50 },
    )
  })

  it('is none where a field is not there', () => {
    const [sample] = fc.sample(records, 1)
    const icmp = encodeIcmp(sample!)
    const view = MessageView.on(sample!.family, icmp)!
    const least = icmp.length - view.rest.length
    for (let length = 0; length < least; length++)
      expect(MessageView.on(sample!.family, icmp.subarray(0, length))).toBeUndefined()
  })
})

it('a view has no other fields, and takes no value that does not fit', () => {
  const view = MessageView.on(4, echo.slice())!
  const invalid = expect.objectContaining({ code: 'ICMP_INVALID_OPTION' })
  expect(() => view.get('colour')).toThrow(invalid)
  expect(() => view.set('identifier', 65_536)).toThrow(invalid)
})

describe('the view of an error', () => {
  it('reads what is quoted', () => {
    const view = ErrorView.on(4, errorQuoting(11, 0, ipv4(US, THEM, echo, 1)))!
    expect([view.type, view.code, view.word, view.quotedHopLimit, view.quotedProtocol]).toEqual([11, 0, 0, 1, 1])
    expect([view.quotedSource, view.quotedDestination]).toEqual([US.bytes, THEM.bytes])
    expect([view.identifier, view.sequence, view.quotedOffset, view.payloadOffset, view.quotedLength]).toEqual([
      7, 18, 8, 28, 30,
    ])
  })

  it('goes behind extension headers', () => {
    const quoted = ipv6(v6(1), v6(2), hex('3a00 050200000100 8000 0000 0007 0012'))
    quoted[6] = 0
    const view = ErrorView.on(6, errorQuoting(3, 0, quoted))!
    expect([view.quotedProtocol, view.identifier, view.sequence, view.payloadOffset]).toEqual([58, 7, 18, 56])
  })

  it('says undefined of what is cut off', () => {
    const view = ErrorView.on(4, errorQuoting(11, 0, ipv4(US, THEM, echo)).subarray(0, 33))!
    expect([view.sourcePort, view.identifier, view.sequence]).toEqual([0x0800, undefined, undefined])
  })

  it('agrees with the record, or is none, whatever the bytes', () => {
    const bytes = fc.uint8Array({ minLength: 28, maxLength: 90 })
    fc.assert(
      fc.property(bytes, fc.constantFrom(4, 6), fc.nat(4), (noise, family, which) => {
        const error = noise.slice()
        error[0] = (family === 4 ? [3, 4, 5, 11, 12] : [1, 2, 3, 4, 1])[which]!
        error[8] = family === 4 ? 0x45 : 0x60
        const view = ErrorView.on(family as 4 | 6, error)
        const decoded = decodeIcmp(family as 4 | 6, error)
        const quoted = decoded.ok ? findQuotedEcho(decoded.value.message) : undefined
        if (view === undefined) expect(quoted).toBeUndefined()
        if (view === undefined || quoted === undefined) return
        expect([view.identifier, view.sequence]).toEqual([quoted.identifier, quoted.sequence])
        expect([view.quotedSource, view.quotedDestination]).toEqual([quoted.source, quoted.destination])
      }),
      { numRuns: 2000 },
    )
  })
})
