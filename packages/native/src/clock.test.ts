import { describe, expect, it } from 'vitest'
import { clock } from './clock.js'

describe('clock', () => {
  it('is monotonic', () => {
    let last = clock.now()
    for (let i = 0; i < 10_000; i++) {
      const now = clock.now()
      expect(now >= last).toBe(true)
      last = now
    }
  })
  it('never fires a timer early', async () => {
    for (const delay of [0, 0.3, 1, 1.7, 5]) {
      const before = clock.now()
      await new Promise<void>((resolve) => clock.setTimer(delay, resolve))
      expect(clock.now() - before).toBeGreaterThanOrEqual(delay)
    }
  })
  it('cancels, before and after', async () => {
    const fired: string[] = []
    const first = clock.setTimer(1, () => fired.push('first'))
    first.cancel()
    const second = clock.setTimer(1, () => fired.push('second'))
    await new Promise<void>((resolve) => clock.setTimer(5, resolve))
    second.cancel()
    first.cancel()
    expect(fired).toEqual(['second'])
  })
  it('accepts delays beyond the range of setTimeout', async () => {
    const fired: string[] = []
    const far = clock.setTimer(1e12, () => fired.push('far'))
    far.hold(false)
    far.hold(true)
    await new Promise<void>((resolve) => clock.setTimer(3, resolve))
    far.cancel()
    expect(fired).toEqual([])
  })
  it('runs soon() in a turn of its own', async () => {
    const order: string[] = []
    const done = new Promise<void>((resolve) =>
      clock.soon(() => {
        order.push('soon')
        resolve()
      }),
    )
    await Promise.resolve()
    order.push('microtask')
    await done
    expect(order).toEqual(['microtask', 'soon'])
  })
})
