import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NumberQueue } from './number-queue.js'

describe('a queue of numbers', () => {
  it('is what an array would be', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('push' as const), times: fc.integer({ min: 1, max: 100 }) }),
      fc.record({ do: fc.constant('unshift' as const), times: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ do: fc.constant('shift' as const), times: fc.integer({ min: 1, max: 120 }) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const queue = new NumberQueue()
        const model: number[] = []
        let value = 0.5
        for (const { do: what, times } of steps) {
          for (let i = 0; i < times; i++) {
            value++
            if (what === 'shift') {
              queue.shift()
              model.shift()
            } else {
              queue[what](value)
              model[what](value)
            }
            expect(queue.first).toBe(model[0])
            expect(queue.length).toBe(model.length)
          }
        }
      }),
    )
  })
})
