import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Deadlines } from './deadlines.js'
import type { ProbeRequest } from './probe.js'
import { NONE, ProbeTable } from './probe-table.js'

function request(timeout: number): ProbeRequest {
  return { to: { family: 4, bytes: new Uint8Array(4), scope: 0 }, data: new Uint8Array(0), timeout }
}

function bench() {
  const probes = new ProbeTable<undefined>(4)
  const add = (token: number, timeout: number): number => {
    const asked = request(timeout)
    return probes.add(token, asked.to, asked, undefined)
  }
  return { probes, add, deadlines: new Deadlines(probes) }
}

describe('deadlines', () => {
  it('knows of none at first', () => {
    expect(bench().deadlines.next()).toBeUndefined()
    expect(bench().deadlines.due(1e9)).toBe(NONE)
  })

  it('gives, among any mix of timeouts and removals, the earliest first and each one once', () => {
    const step = fc.record({ wait: fc.nat(10), timeout: fc.constantFrom(5, 20, 100), drop: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { probes, add, deadlines } = bench()
        const live = new Set<number>()
        let now = 0
        for (const [index, { wait, timeout, drop }] of steps.entries()) {
          now += wait
          const probe = add(index, timeout)
          deadlines.add(probe, now)
          live.add(probe)
          if (drop) {
            const victim = [...live][Math.floor(live.size / 2)]!
            deadlines.remove(victim)
            deadlines.remove(victim)
            live.delete(victim)
          }
          const earliest = Math.min(...[...live].map((row) => probes.deadline[row]!))
          expect(deadlines.next() ?? Number.POSITIVE_INFINITY).toBe(earliest)
        }
        for (let probe = deadlines.due(1e9); probe !== NONE; probe = deadlines.due(1e9)) {
          deadlines.remove(probe)
          expect(live.delete(probe)).toBe(true)
        }
        expect(live.size).toBe(0)
        expect(deadlines.next()).toBeUndefined()
      }),
    )
  })

  it('finds one due at its very deadline, not before', () => {
    const { add, deadlines } = bench()
    const probe = add(1, 10)
    deadlines.add(probe, 100)
    expect(deadlines.due(109.999)).toBe(NONE)
    expect(deadlines.due(110)).toBe(probe)
  })
})
