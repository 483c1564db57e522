import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Deadlines } from './deadlines.js'
import { Probe, type ProbeRequest } from './probe.js'

function request(timeout: number): ProbeRequest {
  return { to: { family: 4, bytes: new Uint8Array(4), scope: 0 }, data: new Uint8Array(0), timeout }
}

describe('deadlines', () => {
  it('knows of none at first', () => {
    expect(new Deadlines().next()).toBeUndefined()
    expect(new Deadlines().due(1e9)).toBeUndefined()
  })

  it('gives, among any mix of timeouts and removals, the earliest first and each one once', () => {
    const step = fc.record({ wait: fc.nat(10), timeout: fc.constantFrom(5, 20, 100), drop: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const deadlines = new Deadlines<undefined>()
        const live = new Set<Probe<undefined>>()
        let now = 0
        for (const [index, { wait, timeout, drop }] of steps.entries()) {
          now += wait
          const probe = new Probe(index, request(timeout), undefined)
          deadlines.add(probe, now)
          live.add(probe)
          if (drop) {
            const victim = [...live][Math.floor(live.size / 2)]!
            deadlines.remove(victim)
            deadlines.remove(victim)
            live.delete(victim)
          }
          const earliest = Math.min(...[...live].map(({ deadline }) => deadline))
          expect(deadlines.next() ?? Number.POSITIVE_INFINITY).toBe(earliest)
        }
        for (let probe = deadlines.due(1e9); probe; probe = deadlines.due(1e9)) {
          deadlines.remove(probe)
          expect(live.delete(probe)).toBe(true)
        }
        expect(live.size).toBe(0)
        expect(deadlines.next()).toBeUndefined()
      }),
    )
  })

  it('finds one due at its very deadline, not before', () => {
    const deadlines = new Deadlines<undefined>()
    const probe = new Probe(1, request(10), undefined)
    deadlines.add(probe, 100)
    expect(deadlines.due(109.999)).toBeUndefined()
    expect(deadlines.due(110)).toBe(probe)
  })
})
