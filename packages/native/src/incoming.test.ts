import { describe, expect, it } from 'vitest'
import { DrainArena } from './incoming.js'
import { DRAIN, ENTRY_LOCAL, ENTRY_NETWORK, ENTRY_RECORD, PACKET_RECORD, SLOTS } from './layout.js'

/** Writes as the C side does. */
function view(arena: DrainArena): DataView {
  return new DataView(arena.buffer)
}

function writeClock(arena: DrainArena, monotonic: number, offset: number): void {
  view(arena).setFloat64(DRAIN.monotonic, monotonic, true)
  view(arena).setFloat64(DRAIN.offset, offset, true)
}

describe('DrainArena', () => {
  it('reads packets of both families from every slot', () => {
    const arena = new DrainArena()
    const bytes = new Uint8Array(arena.buffer)
    writeClock(arena, 12.5, 1e12)
    for (const family of [4, 6] as const) {
      for (let slot = 0; slot < SLOTS; slot++) {
        const base = DRAIN.packetRecords + slot * DRAIN.packetBytes
        view(arena).setFloat64(base + PACKET_RECORD.kernel, 1e12 + slot, true)
        view(arena).setUint32(base + PACKET_RECORD.given, 8 + slot, true)
        view(arena).setUint32(base + PACKET_RECORD.length, 70_000, true)
        view(arena).setInt32(base + PACKET_RECORD.hopLimit, slot, true)
        view(arena).setUint32(base + PACKET_RECORD.fromScope, 0xffff_fff0, true)
        view(arena).setUint32(base + PACKET_RECORD.toScope, 3, true)
        view(arena).setUint32(base + PACKET_RECORD.hasTo, 1, true)
        bytes.fill(slot + 1, base + PACKET_RECORD.from, base + PACKET_RECORD.from + 16)
        bytes.fill(slot + 2, base + PACKET_RECORD.to, base + PACKET_RECORD.to + 16)
        bytes.fill(slot + 3, DRAIN.data + slot * DRAIN.stride, DRAIN.data + (slot + 1) * DRAIN.stride)
      }
      for (let slot = 0; slot < SLOTS; slot++) {
        const size = family === 4 ? 4 : 16
        expect(arena.packetData(slot)).toEqual(new Uint8Array(8 + slot).fill(slot + 3))
        expect(arena.packetMeta(slot, family)).toEqual({
          from: { family, bytes: new Uint8Array(size).fill(slot + 1), scope: 0xffff_fff0 },
          to: { family, bytes: new Uint8Array(size).fill(slot + 2), scope: 3 },
          hopLimit: slot,
          length: 70_000,
          at: { monotonic: 12.5, kernel: 1e12 + slot, offset: 1e12 },
        })
      }
    }
  })

  it('leaves out what did not come: destination, hop limit and kernel stamp', () => {
    const arena = new DrainArena()
    writeClock(arena, 7, 5)
    view(arena).setInt32(DRAIN.packetRecords + PACKET_RECORD.hopLimit, -1, true)
    const meta = arena.packetMeta(0, 4)
    expect(meta.to).toBeUndefined()
    expect(meta.hopLimit).toBeUndefined()
    expect(meta.at).toEqual({ monotonic: 7 })
  })

  it('gives a slot a view of the right length each time', () => {
    const arena = new DrainArena()
    for (const length of [64, 84, 84, 0, 65_535, 64]) {
      view(arena).setUint32(DRAIN.packetRecords + PACKET_RECORD.given, length, true)
      expect(arena.packetData(0).length).toBe(length)
    }
  })

  it.each([
    [ENTRY_NETWORK, 'network'],
    [ENTRY_LOCAL, 'local'],
  ] as const)('reads an entry of the error queue: %s', (kind, origin) => {
    const arena = new DrainArena()
    const bytes = new Uint8Array(arena.buffer)
    const last = SLOTS - 1
    const base = DRAIN.entryRecords + last * DRAIN.entryBytes
    writeClock(arena, 1, 2)
    const fields = { kind, error: 113, type: 3, code: 4, info: 1400, quoted: 8, hasFrom: 1 }
    for (const [name, value] of Object.entries(fields)) {
      view(arena).setUint32(base + ENTRY_RECORD[name as keyof typeof fields], value, true)
    }
    bytes.fill(9, base + ENTRY_RECORD.from, base + ENTRY_RECORD.from + 4)
    bytes.fill(8, base + ENTRY_RECORD.to, base + ENTRY_RECORD.to + 4)
    bytes.fill(7, DRAIN.quotes + last * DRAIN.quoteStride, DRAIN.quotes + (last + 1) * DRAIN.quoteStride)
    expect(arena.entryKind(last)).toBe(kind)
    expect(arena.entryError(last, 4)).toEqual({
      origin,
      errno: 113,
      from: { family: 4, bytes: new Uint8Array(4).fill(9), scope: 0 },
      to: { family: 4, bytes: new Uint8Array(4).fill(8), scope: 0 },
      type: 3,
      code: 4,
      info: 1400,
      quoted: new Uint8Array(8).fill(7),
      at: { monotonic: 1 },
    })
  })
})
