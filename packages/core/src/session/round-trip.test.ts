import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProbeTable } from './probe-table.js'
import { answeredAt, receivedAt, roundTrip as roundTripOf } from './round-trip.js'

const WALL = 1_700_000_000_000
const HOUR = 3_600_000

/** Handed over at 100 ms; the kernel sent it at 100.1 ms. `offset` is wall minus monotonic then. */
function probe(offset = WALL) {
  return { handedAt: 100, offsetAtSend: offset, sentKernel: offset + 100.1, sentOffset: offset }
}

function tableOf(times: ReturnType<typeof probe>, userClock = false) {
  const probes = new ProbeTable(4)
  const to = { family: 4, bytes: new Uint8Array(4), scope: 0 } as const
  const row = probes.add(1, to, { to, data: new Uint8Array(0), timeout: 1000, userClock }, undefined)
  probes.handedAt[row] = times.handedAt
  probes.offsetAtSend[row] = times.offsetAtSend
  probes.sentKernel[row] = times.sentKernel
  probes.sentOffset[row] = times.sentOffset
  return { probes, row }
}

function roundTrip(times: ReturnType<typeof probe>, at: Parameters<typeof roundTripOf>[2], userClock = false) {
  const { probes, row } = tableOf(times, userClock)
  return roundTripOf(probes, row, at)
}

describe('round-trip time', () => {
  it('is the difference of the kernel stamps, however late they were read', () => {
    const { rtt, rttSource } = roundTrip(probe(), { monotonic: 900, kernel: WALL + 105.1, offset: WALL })
    expect(rttSource).toBe('kernel')
    expect(rtt).toBeCloseTo(5, 2)
  })

  it('is from handing over to reading by the own clock where that was asked for', () => {
    const at = { monotonic: 900, kernel: WALL + 105.1, offset: WALL }
    expect(roundTrip(probe(), at, true)).toEqual({ rtt: 800, rttSource: 'user' })
  })

  it.each([
    ['forwards', HOUR],
    ['backwards', -HOUR],
    ['by 20 ms', 20],
  ])('counts monotonic time when the wall clock was stepped %s between the stamps', (_, step) => {
    const { rtt, rttSource } = roundTrip(probe(), {
      monotonic: 105.2,
      kernel: WALL + step + 105.1,
      offset: WALL + step,
    })
    expect(rttSource).toBe('user')
    expect(rtt).toBeCloseTo(5.1, 2)
  })

  it.each([HOUR, -HOUR])('is not fooled by a step of %d ms between sending and reading both stamps', (step) => {
    const late = probe()
    late.offsetAtSend = Number.NaN
    late.sentOffset = WALL + step
    const { rtt, rttSource } = roundTrip(late, { monotonic: 106, kernel: WALL + step + 105.1, offset: WALL + step })
    expect(rttSource).toBe('user')
    expect(rtt).toBeGreaterThanOrEqual(5)
    expect(rtt).toBeLessThanOrEqual(6)
  })

  it('says `user` when the transmit stamp was lost', () => {
    const lost = probe()
    lost.sentKernel = Number.NaN
    const { rtt, rttSource } = roundTrip(lost, { monotonic: 150, kernel: WALL + 105.1, offset: WALL })
    expect(rttSource).toBe('user')
    expect(rtt).toBeCloseTo(5.1, 2)
  })

  it('says `user` when no end has kernel stamps, and is never negative', () => {
    const plain = probe()
    plain.sentKernel = Number.NaN
    expect(roundTrip(plain, { monotonic: 107 })).toEqual({ rtt: 7, rttSource: 'user' })
    expect(roundTrip(plain, { monotonic: 99 })).toEqual({ rtt: 0, rttSource: 'user' })
  })
})

describe('the moment of arrival', () => {
  it('is the kernel stamp on the monotonic scale', () => {
    expect(receivedAt({ monotonic: 900, kernel: WALL + 105, offset: WALL }, 100)).toBe(105)
  })

  it('is the moment of reading when the stamp lies outside of what can be', () => {
    expect(receivedAt({ monotonic: 900, kernel: WALL + 50, offset: WALL }, 100)).toBe(900)
    expect(receivedAt({ monotonic: 900, kernel: WALL + 901, offset: WALL }, 100)).toBe(900)
    expect(receivedAt({ monotonic: 900 }, 100)).toBe(900)
  })
})

describe('a machine that was suspended', () => {
  // The monotonic clock stands still meanwhile, the wall clock goes on: as if it were stepped forwards.
  const night = 8 * HOUR

  it('between sending and answer: the time that it slept is no part of the round trip', () => {
    const at = { monotonic: 400, kernel: WALL + night + 399, offset: WALL + night }
    expect(roundTrip(probe(), at)).toEqual({ rtt: expect.closeTo(299, 2), rttSource: 'user' })
  })

  it('with the answer unread: it came before, and was in time', () => {
    const { probes, row } = tableOf(probe())
    const at = { monotonic: 9000, kernel: WALL + 105, offset: WALL + night }
    expect(answeredAt(probes, row, at)).toBeCloseTo(105, 2)
  })
})

describe('a wall clock that steps by an hour at any moment', () => {
  const wait = fc.double({ min: 0, max: 3000, noNaN: true })
  const history = fc.record({
    hour: fc.constantFrom(HOUR, -HOUR, 0),
    /** Where in the probe's life the step lies: from before the sending until after the reading. */
    moment: fc.double({ min: -0.2, max: 1.2, noNaN: true }),
    waits: fc.tuple(wait, wait, wait),
    knew: fc.boolean(),
    stamped: fc.boolean(),
  })

  it('changes no round trip and no moment of arrival', () => {
    fc.assert(
      fc.property(history, ({ hour, moment, waits, knew, stamped }) => {
        const handed = 5000
        const left = handed + waits[0]
        const came = left + waits[1]
        const read = came + waits[2]
        const step = handed + moment * (read - handed)
        const offset = (time: number): number => WALL + (time >= step ? hour : 0)
        const times = {
          handedAt: handed,
          offsetAtSend: knew ? offset(handed - 10) : Number.NaN,
          sentKernel: stamped ? left + offset(left) : Number.NaN,
          sentOffset: stamped ? offset(handed) : Number.NaN,
        }
        const at = { monotonic: read, kernel: came + offset(came), offset: offset(read) }
        const { rtt, rttSource } = roundTrip(times, at)
        // Wall clock times of today come in steps of a quarter of a microsecond.
        if (rttSource === 'kernel') expect(Math.abs(rtt - (came - left))).toBeLessThan(0.001)
        else {
          expect(rtt).toBeGreaterThan(came - left - 0.001)
          expect(rtt).toBeLessThan(read - handed + 0.001)
        }
        // Without any offset of before, a stamp of before the step says nothing, and the moment of reading counts.
        if (!stamped && (!knew || step <= handed)) return
        const { probes, row } = tableOf(times)
        expect(Math.abs(answeredAt(probes, row, at) - came)).toBeLessThan(0.001)
      }),
      { numRuns: 2000 },
    )
  })
})
