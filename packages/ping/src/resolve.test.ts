import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAddress, resolveTarget } from './resolve.js'

const group = fc.nat(0xffff).map((number) => number.toString(16))
const dotted = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)).map((bytes) => bytes.join('.'))
/** Six groups, or fewer with the gap at the front, in the middle or at the end. */
const groups = fc.oneof(
  fc.array(group, { minLength: 6, maxLength: 6 }).map((all) => `${all.join(':')}:`),
  fc.tuple(fc.array(group, { maxLength: 2 }), fc.array(group, { maxLength: 2 })).map(([head, tail]) => {
    return `${head.join(':')}::${tail.map((one) => `${one}:`).join('')}`
  }),
)

describe('parseAddress', () => {
  it('reads a dotted end as the last 32 bits, as URLs do', () => {
    fc.assert(
      fc.property(groups, dotted, (head, tail) => {
        // The host of a URL is written without dots.
        const host = new URL(`http://[${head}${tail}]/`).hostname.slice(1, -1)
        expect(parseAddress(`${head}${tail}`)).toEqual(parseAddress(host))
      }),
    )
  })
  it.each([
    ['::127.0.0.1', [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 127, 0, 0, 1]],
    ['::ffff:127.0.0.1', [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 127, 0, 0, 1]],
    ['64:FF9B::192.0.2.33', [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, 192, 0, 2, 33]],
  ])('%s', (text, bytes) => {
    expect(parseAddress(text)).toEqual({ family: 6, bytes: Uint8Array.from(bytes), scope: 0 })
  })
  it.each([
    '::010.0.0.1',
    '::0x1.2.3.4',
    '::1.2.3',
    '::1.2.3.256',
    '::1.2.3.4:5',
    '1.2.3.4::',
    '127.1',
    '010.0.0.1',
    '',
  ])('%s is none', (text) => {
    expect(parseAddress(text)).toBeUndefined()
  })
  it('takes a zone by number or by name', () => {
    expect(parseAddress('fe80::192.0.2.1%7')?.scope).toBe(7)
    expect(() => parseAddress('fe80::1%no-such.0')).toThrow(expect.objectContaining({ code: 'ICMP_DEVICE_NOT_FOUND' }))
    expect(() => parseAddress('fe80::1%99999999999')).toThrow(
      expect.objectContaining({ code: 'ICMP_DEVICE_NOT_FOUND' }),
    )
  })
})

describe.skipIf(process.platform !== 'linux')('resolveTarget (on Linux)', () => {
  it('says that an address in an old form is of the other family', async () => {
    expect(await resolveTarget('127.1', 4)).toMatchObject({ family: 4, bytes: Uint8Array.of(127, 0, 0, 1) })
    await expect(resolveTarget('127.1', 6)).rejects.toMatchObject({ code: 'ICMP_FAMILY_MISMATCH' })
  })
})
