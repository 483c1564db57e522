import type { Stamp } from '../transport/contract.js'
import type { RttSource } from './ending.js'
import type { ProbeTable } from './probe-table.js'

/**
 * How far two samples of "wall clock minus monotonic clock" may differ, in milliseconds, before the wall clock is held
 * to have been stepped in between. Slewing moves both clocks alike, so only the sampling's own jitter has to fit.
 */
const STEP = 1

/**
 * The moment of a receive stamp on the monotonic scale.
 * @param sentOffset wall clock minus monotonic clock when the request was sent, where it is known
 */
export function receivedAt(at: Stamp, handedAt: number, sentOffset: number = Number.NaN): number {
  if (at.kernel === undefined || at.offset === undefined) return at.monotonic
  const monotonic = at.kernel - at.offset
  if (monotonic >= handedAt && monotonic <= at.monotonic) return monotonic
  // A packet can't arrive before its request was handed over nor after it was read: the clock was stepped meanwhile. If
  // that was while the packet lay unread, then the offset of the sending is still the stamp's.
  const before = at.kernel - sentOffset
  return before >= handedAt && before <= at.monotonic ? before : at.monotonic
}

/** The same for an answer to a probe. */
export function answeredAt(probes: ProbeTable, row: number, at: Stamp): number {
  const sent = probes.sentOffset[row]!
  return receivedAt(at, probes.handedAt[row]!, Number.isNaN(sent) ? probes.offsetAtSend[row]! : sent)
}

/** Round-trip time in milliseconds, by the best clocks that both ends have in common. */
export function roundTrip(probes: ProbeTable, row: number, at: Stamp): { rtt: number; rttSource: RttSource } {
  const sentKernel = probes.sentKernel[row]!
  const handedAt = probes.handedAt[row]!
  if (probes.request(row).userClock === true) return { rtt: Math.max(0, at.monotonic - handedAt), rttSource: 'user' }
  if (at.kernel !== undefined && at.offset !== undefined && !Number.isNaN(sentKernel)) {
    const rtt = at.kernel - sentKernel
    const stepped = differs(probes.sentOffset[row]!, at.offset) || differs(probes.offsetAtSend[row]!, at.offset)
    // Stamps read together after a step in between have one offset; but then their difference can't be true.
    if (!stepped && rtt >= 0 && rtt <= at.monotonic - handedAt + STEP) return { rtt, rttSource: 'kernel' }
  }
  return { rtt: Math.max(0, answeredAt(probes, row, at) - handedAt), rttSource: 'user' }
}

/** NaN stands for an offset that was never sampled, which says nothing. */
function differs(a: number, b: number): boolean {
  return Math.abs(a - b) > STEP
}
