import { describe, expect, it } from 'vitest'
import { createDelayLine } from './delay-line.mjs'

/** A clock that stands until it is moved. */
function simulatedClock() {
  let now = 0
  let timers: { due: number; run: () => void }[] = []
  return {
    now: () => now,
    setTimer(delay: number, run: () => void) {
      const timer = { due: now + delay, run }
      timers.push(timer)
      const cancel = () => {
        timers = timers.filter((other) => other !== timer)
      }
      return { cancel }
    },
    get timers() {
      return timers.length
    },
    to(time: number) {
      for (;;) {
        const next = timers.filter(({ due }) => due <= time).sort((a, b) => a.due - b.due)[0]
        if (!next) break
        timers = timers.filter((other) => other !== next)
        now = next.due
        next.run()
      }
      now = time
    },
  }
}

describe('the delay line', () => {
  const start = () => {
    const clock = simulatedClock()
    const out: [number, string[]][] = []
    return { clock, out, line: createDelayLine<string>((packets) => out.push([clock.now(), packets]), clock) }
  }

  it('hands each packet over when it is due, and those that are due together at once', () => {
    const { clock, out, line } = start()
    line.push('a', 5)
    clock.to(1)
    line.push('b', 4)
    line.push('c', 5)
    clock.to(4.9)
    expect(out).toEqual([])
    clock.to(20)
    expect(out).toEqual([
      [5, ['a', 'b']],
      [6, ['c']],
    ])
    expect(clock.timers).toBe(0)
  })
  it('lets a packet overtake those that wait longer', () => {
    const { clock, out, line } = start()
    line.push('slow', 10)
    line.push('fast', 2)
    line.push('between', 7)
    clock.to(20)
    expect(out.map(([time, packets]) => [time, ...packets])).toEqual([
      [2, 'fast'],
      [7, 'between'],
      [10, 'slow'],
    ])
  })
  it('keeps one timer, and none once it is closed', () => {
    const { clock, out, line } = start()
    for (let i = 0; i < 100; i++) line.push(`${i}`, 100 - i)
    expect([line.size, clock.timers]).toEqual([100, 1])
    line.close()
    expect([line.size, clock.timers]).toEqual([0, 0])
    clock.to(1000)
    expect(out).toEqual([])
  })
})
