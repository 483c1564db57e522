import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Bursts, LossBursts } from './loss-bursts.js'

function runsOf(lost: readonly boolean[]): Bursts {
  const lengths: Record<number, number> = {}
  const runs = lost
    .map((is) => (is ? 'L' : '.'))
    .join('')
    .split('.')
    .filter((run) => run !== '')
  for (const { length } of runs) lengths[length] = (lengths[length] ?? 0) + 1
  return { count: runs.length, longest: Math.max(0, ...runs.map(({ length }) => length)), lengths }
}

describe('loss bursts', () => {
  it('are the runs in the order of sending, in whatever order the endings come', () => {
    const losses = fc.array(fc.boolean(), { maxLength: 200 }).chain((lost) => {
      const sequences = lost.map((_, i) => i + 1)
      return fc.tuple(fc.constant(lost), fc.shuffledSubarray(sequences, { minLength: lost.length }))
    })
    fc.assert(
      fc.property(losses, ([lost, order]) => {
        const bursts: Bursts = { count: 0, longest: 0, lengths: {} }
        const tally = new LossBursts(bursts)
        for (const _ of lost) tally.sent()
        for (const sequence of order) tally.decided(sequence, lost[sequence - 1]!)
        expect(bursts).toEqual(runsOf(lost))
      }),
    )
  })

  it('wait for one that is on the way', () => {
    const bursts: Bursts = { count: 0, longest: 0, lengths: {} }
    const tally = new LossBursts(bursts)
    for (let n = 0; n < 5; n++) tally.sent()
    for (const sequence of [1, 3, 4]) tally.decided(sequence, true)
    expect(bursts).toEqual({ count: 1, longest: 1, lengths: { 1: 1 } })
    tally.decided(2, true)
    expect(bursts).toEqual({ count: 1, longest: 4, lengths: { 4: 1 } })
    tally.decided(9, true)
    tally.decided(5, false)
    expect(bursts).toEqual({ count: 1, longest: 4, lengths: { 4: 1 } })
  })

  it('of a host that is down for days take no memory for each length', () => {
    const bursts: Bursts = { count: 0, longest: 0, lengths: {} }
    const tally = new LossBursts(bursts)
    for (let sequence = 1; sequence <= 50_000; sequence++) {
      tally.sent()
      tally.decided(sequence, true)
    }
    expect(bursts).toEqual({ count: 1, longest: 50_000, lengths: { 1000: 1 } })
  })
})
