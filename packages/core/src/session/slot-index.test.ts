import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NONE } from './probe-table.js'
import { SlotIndex } from './slot-index.js'

const SLOTS = 16 * 0x1_0000

describe('rows by slot', () => {
  it('is what a map would be, whatever is set and deleted', () => {
    // Few slots, so that they are met again, at both ends of pages and of the range.
    const slot = fc.constantFrom(0, 1, 1023, 1024, 1025, 2047, 2048, 70_000, SLOTS - 1)
    const step = fc.record({ slot, row: fc.nat({ max: 1_000_000 }), set: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const index = new SlotIndex()
        const model = new Map<number, number>()
        for (const { slot, row, set } of steps) {
          if (set) {
            index.set(slot, row)
            model.set(slot, row)
          } else {
            index.delete(slot)
            model.delete(slot)
          }
          expect(index.get(slot)).toBe(model.get(slot) ?? NONE)
          expect(index.size).toBe(model.size)
        }
        const bySlot = [...model].sort(([a], [b]) => a - b).map(([, row]) => row)
        expect([...index.rows()]).toEqual(bySlot)
      }),
    )
  })

  it('has no row for what is no slot', () => {
    const index = new SlotIndex()
    index.set(0, 7)
    expect([index.get(-1), index.get(1), index.get(5_000_000)]).toEqual([NONE, NONE, NONE])
  })

  it('goes round the whole range with a handful of probes under way', () => {
    const index = new SlotIndex()
    for (let token = 0; token < 3 * SLOTS; token++) {
      index.set(token % SLOTS, token)
      if (token >= 10) index.delete((token - 10) % SLOTS)
    }
    expect(index.size).toBe(10)
    expect([...index.rows()]).toHaveLength(10)
  })
})
