import { describe, expect, it } from 'vitest'
import { ProbeTable } from './probe-table.js'
import { receivedAt, roundTrip as roundTripOf } from './round-trip.js'

const WALL = 1_700_000_000_000
const HOUR = 3_600_000

/** Handed over at 100 ms; the kernel sent it at 100.1 ms. `offset` is wall minus monotonic then. */
function probe(offset = WALL) {
  return { handedAt: 100, offsetAtSend: offset, sentKernel: offset + 100.1, sentOffset: offset }
}

function roundTrip(times: ReturnType<typeof probe>, at: Parameters<typeof roundTripOf>[2]) {
  const probes = new ProbeTable(4)
  const to = { family: 4, bytes: new Uint8Array(4), scope: 0 } as const
  const row = probes.add(1, to, { to, data: new Uint8Array(0), timeout: 1000 }, undefined)
  probes.handedAt[row] = times.handedAt
  probes.offsetAtSend[row] = times.offsetAtSend
  probes.sentKernel[row] = times.sentKernel
  probes.sentOffset[row] = times.sentOffset
  return roundTripOf(probes, row, at)
}

describe('round-trip time', () => {
  it('is the difference of the kernel stamps, however late they were read', () => {
    const { rtt, rttSource } = roundTrip(probe(), { monotonic: 900, kernel: WALL + 105.1, offset: WALL })
    expect(rttSource).toBe('kernel')
    expect(rtt).toBeCloseTo(5, 2)
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
