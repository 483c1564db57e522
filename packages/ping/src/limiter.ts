import type { Clock } from '@icmp/core'

/** Spaces requests evenly; a turn that comes late is not made up for in a burst. */
export function limiter(clock: Clock, rate: number): () => Promise<void> | undefined {
  if (rate === Number.POSITIVE_INFINITY) return () => undefined
  const gap = 1000 / rate
  let next = Number.NEGATIVE_INFINITY
  return () => {
    const now = clock.now()
    const at = Math.max(now, next)
    next = at + gap
    return at <= now ? undefined : new Promise((resolve) => void clock.setTimer(at - now, resolve))
  }
}
