import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex } from '../../testing/hex.js'
import { readBlocks, readPackets, textOf } from '../../testing/pcapng.js'
import { pcapngInterface, pcapngPacket, pcapngSection, pcapngStatistics } from './pcapng.js'

/** Milliseconds of 2286, the last ones of ten digits. */
const LATEST = 9_999_999_999_999

describe('pcapng', () => {
  it('a section header says byte order, version and that its length is not known', () => {
    expect(pcapngSection()).toEqual(hex('0a0d0d0a 1c000000 4d3c2b1a 0100 0000 ffffffffffffffff 1c000000'))
  })

  it('an interface tells its link type, its snap length and that times are nanoseconds', () => {
    const plain = '01000000 20000000 6500 0000 00000000 0900 0100 09000000 0000 0000 20000000'
    expect(pcapngInterface({})).toEqual(hex(plain))
    const [block] = readBlocks(
      pcapngInterface({
        name: 'dgram',
        description: 'größer → 𝄞',
        os: 'Linux',
        comment: 'a',
        linkType: 1,
        snapLength: 96,
      }),
    )
    expect([block!.body.getUint16(0, true), block!.body.getUint32(4, true)]).toEqual([1, 96])
    expect([2, 3, 12, 1].map((code) => textOf(block!, code))).toEqual(['dgram', 'größer → 𝄞', 'Linux', 'a'])
  })

  it('a packet has its time, both lengths, direction and comment', () => {
    const bytes = pcapngPacket({ interface: 1, time: 1.000002, direction: 'in', bytes: hex('450102'), comment: 'ok' })
    const head = '06000000 38000000 01000000 00000000 42420f00 03000000 03000000 45010200'
    expect(bytes).toEqual(hex(`${head} 0100 0200 6f6b0000 0200 0400 01000000 0000 0000 38000000`))
  })

  it('a file is its blocks one after the other', () => {
    const packet = { interface: 0, time: 5, bytes: hex('45'), length: 900, direction: 'out', dropCount: 7 } as const
    const statistics = { interface: 0, time: 9, start: 1, end: 8, received: 3, dropped: 2 ** 40, comment: 'end' }
    const file = Uint8Array.from([
      ...pcapngSection({ application: 'a', os: 'b', hardware: 'c', comment: 'd' }),
      ...pcapngInterface({}),
      ...pcapngPacket(packet),
      ...pcapngStatistics(statistics),
    ])
    const blocks = readBlocks(file)
    expect(blocks.map(({ type }) => type)).toEqual([0x0a0d0d0a, 1, 6, 5])
    expect([4, 3, 2, 1].map((code) => textOf(blocks[0]!, code))).toEqual(['a', 'b', 'c', 'd'])
    expect(readPackets(file)).toEqual([
      { interface: 0, time: 5_000_000n, bytes: hex('45'), length: 900, comment: undefined, flags: 2, dropCount: 7n },
    ])
    const options = new Map(blocks[3]!.options.map(({ code, value }) => [code, value]))
    expect(options.get(2)).toEqual(hex('00000000 40420f00'))
    expect(options.get(3)).toEqual(hex('00000000 00127a00'))
    expect(options.get(4)).toEqual(hex('0300000000000000'))
    expect(options.get(5)).toEqual(hex('0000000000010000'))
  })

  it('whatever a packet holds comes back: lengths, padding and options agree', () => {
    const packet = fc.record({
      interface: fc.nat(0xffff_ffff),
      time: fc.nat(LATEST),
      direction: fc.constantFrom('in' as const, 'out' as const, undefined),
      bytes: fc.uint8Array({ maxLength: 70 }),
      comment: fc.option(fc.string({ unit: 'grapheme' }), { nil: undefined }),
      dropCount: fc.option(fc.nat(), { nil: undefined }),
    })
    fc.assert(
      fc.property(packet, fc.nat(2000), (given, more) => {
        const { direction, bytes, dropCount } = given
        const length = bytes.length + more
        expect(readPackets(pcapngPacket({ ...given, length }))).toEqual([
          {
            ...given,
            time: BigInt(given.time) * 1_000_000n,
            direction: undefined,
            length,
            flags: direction && (direction === 'in' ? 1 : 2),
            dropCount: dropCount === undefined ? undefined : BigInt(dropCount),
          },
        ])
      }),
    )
  })

  it('times are as fine as a number of milliseconds is, and no time at all is the beginning', () => {
    const timeOf = (time: number): bigint =>
      readPackets(pcapngPacket({ interface: 0, time, bytes: hex('45') }))[0]!.time
    fc.assert(
      fc.property(fc.nat(LATEST), fc.nat(999), (ms, us) => {
        const off = timeOf(ms + us / 1000) - (BigInt(ms) * 1_000_000n + BigInt(us) * 1000n)
        // Half of a double's last place, at 2^43 milliseconds.
        expect(off > -1000n && off < 1000n).toBe(true)
      }),
    )
    expect(timeOf(1.999_999_9)).toBe(2_000_000n)
    for (const none of [Number.NaN, -5, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      expect(timeOf(none)).toBe(0n)
  })

  it('a text that is too long ends with a whole character, a lone surrogate is replaced', () => {
    const [block] = readBlocks(pcapngInterface({ name: 'é'.repeat(40_000), description: 'a\ud800b' }))
    expect(textOf(block!, 2)).toBe('é'.repeat(32_767))
    expect(textOf(block!, 3)).toBe('a\ufffdb')
  })

  it('a length below the bytes that are there is a lie, and the bytes count', () => {
    const [read] = readPackets(pcapngPacket({ interface: 0, time: 0, bytes: hex('45000000'), length: 2 }))
    expect(read!.length).toBe(4)
  })

  it('refuses numbers that do not fit', () => {
    const invalid = expect.objectContaining({ code: 'ICMP_INVALID_OPTION' })
    expect(() => pcapngInterface({ linkType: 0x1_0000 })).toThrow(invalid)
    expect(() => pcapngInterface({ snapLength: -1 })).toThrow(invalid)
    expect(() => pcapngPacket({ interface: -1, time: 0, bytes: hex('45') })).toThrow(invalid)
    expect(() => pcapngStatistics({ interface: 0.5, time: 0 })).toThrow(invalid)
  })
})
