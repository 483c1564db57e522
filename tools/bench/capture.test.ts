import { describe, expect, it } from 'vitest'
import { echoesOf, roundTrips } from './capture.mjs'

/** As `tshark -T fields` writes them: time, types, identifiers, sequences, of IPv4 and IPv6 in turn. */
const LINES = [
  '1795864000.999999500\t8\t\t4660,13330\t\t1,256\t',
  '1795864001.000000100\t8\t\t4660,13330\t\t2,512\t',
  '1795864001.004999600\t0\t\t4660,13330\t\t2,512\t',
  '1795864001.005999500\t0\t\t4660,13330\t\t1,256\t',
  '1795864001.006999500\t0\t\t4660,13330\t\t1,256\t',
  '1795864002.000000000\t\t128\t\t0x0007\t\t3',
  '1795864002.000000001\t\t129\t\t0x0007\t\t3',
  '1795864003.000000000\t\t128\t\t0x0007\t\t4',
  '1795864003.100000000\t3\t\t4660\t\t9\t',
  '1795864004.000000000\t0\t\t1\t\t1\t',
  '',
].join('\n')

describe('a capture', () => {
  it('is read as echoes of either family, and nothing else', () => {
    const echoes = echoesOf(LINES)
    expect(echoes).toHaveLength(9)
    expect(echoes[0]).toMatchObject({ kind: 'request', identifier: 0x1234, sequence: 1 })
    expect(echoes[5]).toMatchObject({ kind: 'request', identifier: 7, sequence: 3 })
    expect(echoesOf('')).toEqual([])
  })

  it('gives round trips to the nanosecond, by identifier and sequence, of the first reply', () => {
    const trips = roundTrips(echoesOf(LINES))
    expect(trips.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4])
    const [first, second, third, fourth] = trips.map(({ rtt }) => rtt)
    expect(first).toBeCloseTo(6, 9)
    expect(second).toBeCloseTo(4.9995, 9)
    expect(third).toBeCloseTo(1e-6, 9)
    expect(fourth).toBeUndefined()
  })
})
