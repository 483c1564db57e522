import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ABSENT, SEND, SEND_RECORD, SLOTS } from './layout.js'
import { SendArena } from './outgoing.js'
import type { NativeAddress, Outgoing } from './types.js'

const address = (family: 4 | 6): fc.Arbitrary<NativeAddress> =>
  fc.record({
    family: fc.constant(family),
    bytes: fc.uint8Array({ minLength: family === 4 ? 4 : 16, maxLength: family === 4 ? 4 : 16 }),
    scope: fc.nat(0x7fff_ffff),
  })

const packet: fc.Arbitrary<Outgoing> = fc.constantFrom<4 | 6>(4, 6).chain((family) =>
  fc.record(
    {
      token: fc.nat(),
      to: address(family),
      icmp: fc.uint8Array({ maxLength: 5000 }),
      hopLimit: fc.integer({ min: 0, max: 255 }),
      trafficClass: fc.integer({ min: 0, max: 255 }),
      source: address(family),
      interface: fc.nat(0x7fff_ffff),
      dontFragment: fc.boolean(),
    },
    { requiredKeys: ['token', 'to', 'icmp'] },
  ),
)

/** Reads a record as the C side does. */
function read(arena: SendArena, index: number) {
  const view = new DataView(arena.buffer, SEND.records + index * SEND.recordBytes)
  const field = (at: number): number => view.getInt32(at, true)
  const bytes = (at: number): Uint8Array => new Uint8Array(arena.buffer, view.byteOffset + at, 16)
  const offset = field(SEND_RECORD.dataOffset)
  return {
    data: new Uint8Array(arena.buffer, SEND.data + offset, field(SEND_RECORD.dataLength)),
    end: offset + field(SEND_RECORD.dataLength),
    scope: field(SEND_RECORD.scope),
    hopLimit: field(SEND_RECORD.hopLimit),
    trafficClass: field(SEND_RECORD.trafficClass),
    interface: field(SEND_RECORD.interface),
    dontFragment: field(SEND_RECORD.dontFragment),
    hasSource: field(SEND_RECORD.hasSource),
    stampId: view.getUint32(SEND_RECORD.stampId, true),
    to: bytes(SEND_RECORD.to),
    source: bytes(SEND_RECORD.source),
  }
}

describe('SendArena', () => {
  it('writes every packet of a batch to be read back, in as many fills as it takes', () => {
    const arena = new SendArena()
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 150 }), fc.nat(0xffff_ffff), (batch, firstId) => {
        let taken = 0
        while (taken < batch.length) {
          const count = arena.fill(batch, taken, firstId)
          expect(count).toBeGreaterThan(0)
          expect(count).toBeLessThanOrEqual(SLOTS)
          for (let i = 0; i < count; i++) {
            const given = batch[taken + i]!
            const record = read(arena, i)
            expect(record.end).toBeLessThanOrEqual(SEND.dataBytes)
            expect(record.data).toEqual(given.icmp)
            expect(record.to.subarray(0, given.to.bytes.length)).toEqual(given.to.bytes)
            expect(record.scope).toBe(given.to.scope)
            expect(record.hopLimit).toBe(given.hopLimit ?? ABSENT)
            expect(record.trafficClass).toBe(given.trafficClass ?? ABSENT)
            expect(record.interface).toBe(given.interface ?? given.source?.scope ?? 0)
            expect(record.dontFragment).toBe(given.dontFragment === undefined ? ABSENT : Number(given.dontFragment))
            expect(record.hasSource).toBe(given.source ? 1 : 0)
            if (given.source) {
              expect(record.source.subarray(0, given.source.bytes.length)).toEqual(given.source.bytes)
            }
            expect(record.stampId).toBe((firstId + i) >>> 0)
          }
          taken += count
        }
      }),
      { numRuns: 50 },
    )
  })

  it('takes none that is larger than its memory', () => {
    const to: NativeAddress = { family: 4, bytes: new Uint8Array(4), scope: 0 }
    const huge: Outgoing = { token: 1, to, icmp: new Uint8Array(SEND.dataBytes + 1) }
    expect(new SendArena().fill([huge], 0, 0)).toBe(0)
  })
})
