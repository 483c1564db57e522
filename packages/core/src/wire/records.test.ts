import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { v6 } from '../testing/packets.js'
import { RECORDS, withoutChecksums } from '../testing/records.js'
import { decodeIcmp, encodeIcmp, encodeIcmpInto, icmpLength } from './icmp.js'
import type { IcmpMessage } from './message.js'

const PSEUDO = { source: v6(1).bytes, destination: v6(2).bytes }

describe.each([...RECORDS])('%s', (_name, records) => {
  it('comes back from its bytes as it was', () => {
    fc.assert(
      fc.property(records, (message) => {
        // Into a buffer filled with rubbish: a byte that the encoder forgets shows.
        const target = new Uint8Array(icmpLength(message) + 4).fill(0xa5)
        expect(encodeIcmpInto(message, target, 2, PSEUDO)).toBe(target.length - 4)
        expect([target[0], target[1], target.at(-2), target.at(-1)]).toEqual([0xa5, 0xa5, 0xa5, 0xa5])
        const bytes = target.slice(2, -2)
        expect(encodeIcmp(message, PSEUDO)).toEqual(bytes)
        const decoded = decodeIcmp(message.family, bytes, PSEUDO)
        if (!decoded.ok) throw new Error(decoded.problem.what)
        expect(decoded.value.checksum).toBe('valid')
        expect(withoutChecksums(decoded.value.message)).toEqual(message)
      }),
    )
  })

  it('gives the same bytes back, whatever was done to them on the way', () => {
    const damage = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 6 })
    fc.assert(
      fc.property(records, damage, fc.nat(400), (message, changes, length) => {
        const bytes = encodeIcmp(message, PSEUDO).slice(0, 4 + length)
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value
        const decoded = decodeIcmp(message.family, bytes, PSEUDO)
        if (decoded.ok) expect(encodeIcmp(decoded.value.message, PSEUDO)).toEqual(bytes)
        else expect(decoded.problem.at).toBeLessThanOrEqual(bytes.length)
      }),
    )
  })
})

it('refuses what does not fit', () => {
  const wrong = [
    { family: 6, kind: 'neighbor-solicitation', type: 135, code: 0, target: new Uint8Array(15), options: [] },
    { family: 4, kind: 'timestamp-request', type: 13, code: 0, identifier: 65_536, sequence: 0, originate: 0 },
    { family: 4, kind: 'timestamp-request', type: 13, code: 0, identifier: 1, sequence: 0, originate: 0 },
    {
      family: 6,
      kind: 'extended-echo-request',
      type: 160,
      code: 256,
      identifier: 1,
      sequence: 0,
      local: true,
      data: v6(1).bytes,
    },
  ]
  for (const message of wrong) {
    expect(() => encodeIcmp(message as unknown as IcmpMessage)).toThrow(
      expect.objectContaining({ code: 'ICMP_INVALID_OPTION' }),
    )
  }
})
