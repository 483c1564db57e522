import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VirtualClock } from './virtual-clock.js'

describe('the virtual clock', () => {
  it('runs timers at their time, in order, and those that are set meanwhile', async () => {
    const clock = new VirtualClock(100)
    const seen: [string, number][] = []
    const at = (name: string) => () => void seen.push([name, clock.now()])
    clock.setTimer(20, at('b'))
    clock.setTimer(10, () => {
      at('a')()
      clock.setTimer(5, at('a2'))
    })
    clock.setTimer(20, at('c'))
    clock.setTimer(15, at('never')).cancel()
    await clock.advance(19)
    expect(seen).toEqual([
      ['a', 110],
      ['a2', 115],
    ])
    expect(clock.now()).toBe(119)
    await clock.advance(1)
    expect(seen.slice(2)).toEqual([
      ['b', 120],
      ['c', 120],
    ])
  })

  it('lets promises go on before the next timer, however long their chain', async () => {
    const clock = new VirtualClock()
    const seen: string[] = []
    clock.setTimer(1, async () => {
      for (let i = 0; i < 50; i++) await undefined
      clock.soon(() => seen.push('after the chain'))
    })
    clock.setTimer(2, () => seen.push('next timer'))
    await clock.advance(2)
    expect(seen).toEqual(['after the chain', 'next timer'])
  })

  it('runs until a promise is settled, either way', async () => {
    const clock = new VirtualClock()
    const hour = new Promise<number>((resolve) => clock.setTimer(3_600_000, () => resolve(7)))
    expect(await clock.run(hour)).toBe(7)
    expect(clock.now()).toBe(3_600_000)
    await expect(clock.run(Promise.reject(new Error('no')))).rejects.toThrow('no')
    await expect(clock.run(new Promise(() => {}))).rejects.toThrow('no timer left')
  })

  it('never goes back, and fires all in the order of their times', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(50), { maxLength: 30 }), async (delays) => {
        const clock = new VirtualClock()
        const fired: number[] = []
        for (const delay of delays) clock.setTimer(delay, () => fired.push(clock.now()))
        await clock.advance(50)
        expect(fired).toEqual([...delays].sort((a, b) => a - b))
      }),
      { numRuns: 50 },
    )
  })

  it('loses no turn when one of them throws', async () => {
    const clock = new VirtualClock()
    const taken: string[] = []
    clock.soon(() => {
      throw new Error('mine')
    })
    clock.soon(() => taken.push('after it'))
    await expect(clock.advance(1)).rejects.toThrow('mine')
    await clock.advance(1)
    expect(taken).toEqual(['after it'])
  })
})
