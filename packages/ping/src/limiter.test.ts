import { VirtualClock } from '@icmp/transport-memory'
import { describe, expect, it } from 'vitest'
import { Limiter } from './limiter.js'
import { CountingClock } from './testing/counting-clock.js'

/** Takes that many turns at once, and tells when each came. */
async function times(clock: VirtualClock, limiter: Limiter, count: number): Promise<number[]> {
  const came: number[] = []
  const turns = Array.from({ length: count }, async () => {
    await limiter.turn()
    came.push(clock.now())
  })
  await clock.run(Promise.all(turns))
  return came
}

describe('a limiter', () => {
  it('without a limit makes nobody wait', () => {
    expect(new Limiter(new VirtualClock(), Number.POSITIVE_INFINITY).turn()).toBeUndefined()
  })

  it('spaces turns evenly, in their order, from the first one on', async () => {
    const clock = new VirtualClock(500)
    expect(await times(clock, new Limiter(clock, 100), 5)).toEqual([500, 510, 520, 530, 540])
  })

  it('gives nobody the turns of before who asks later', async () => {
    const clock = new VirtualClock()
    const limiter = new Limiter(clock, 100)
    await times(clock, limiter, 3)
    await clock.advance(1000)
    const start = clock.now()
    expect(await times(clock, limiter, 3)).toEqual([start, start + 10, start + 20])
  })

  it('has one timer for all who wait, and none once it is stopped', async () => {
    const clock = new CountingClock(new VirtualClock())
    const limiter = new Limiter(clock, 1)
    for (let n = 0; n < 1000; n++) void limiter.turn()
    expect(clock.timers).toBe(1)
    limiter.stop()
    expect(clock.timers).toBe(0)
  })

  it.each([
    ['a bit late, makes up for it', 7, [0, 17, 20, 30]],
    ['blocked for a second, goes on without a burst', 1000, [0, 1010, 1010, 1020]],
  ])('%s', async (_, late, expected) => {
    const virtual = new VirtualClock()
    let held = late
    const clock = new CountingClock(virtual)
    // The first timer comes late, as the event loop has other things to do.
    clock.setTimer = (delay, run) => {
      const timer = CountingClock.prototype.setTimer.call(clock, delay + held, run)
      held = 0
      return timer
    }
    expect(await times(virtual, new Limiter(clock, 100), 4)).toEqual(expected)
  })
})
