// How a probe had to end, from what the responder did with its requests and when, and whether it ended so.
//
// The moments of the responder and of the load are of one clock. Nobody outside the engine knows when exactly a request was
// handed over: not before the call, and not after the responder read it. So an answer that left within the timeout after
// the call was in time for certain, and one that left later than the timeout after the request was read was too late for
// certain; between the two, either is right. The same goes for when an answer arrived: while it was written.

/** Milliseconds by which two clocks of one kernel may seem to disagree: readings are rounded. */
const ROUNDING = 0.1

const isDeciding = ({ what }) => what === 'reply' || isError(what)
export const isError = (what) => what === 'unreachable' || what === 'time-exceeded'

/**
 * What could end the probe: what it is, from when to when it was written, how long it was held, whether it was in time for
 * certain, and whether it may have been in time. Where there are more attempts, a late reply to one of them counts until
 * the last has run out, which is told when the timer fires: on a blocked loop long after the moment itself.
 */
function candidates({ calledAt, endedAt, attempts, most, timeout }, requests) {
  return requests.flatMap(({ readAt, answers }, at) =>
    answers.filter(isDeciding).map(({ what, before, after }) => {
      const mayBeLate = what === 'reply' && most > 1
      return {
        what,
        before,
        after,
        held: before - readAt,
        due: after <= calledAt + (mayBeLate ? attempts : at + 1) * timeout,
        possible: before <= (mayBeLate ? endedAt : readAt + timeout),
      }
    }),
  )
}

/**
 * @param probe `status`, `rtt`, `calledAt`, `endedAt`, `timeout`, the `attempts` made, and how many it had at `most`
 * @param requests what the responder saw of it, in order
 * @returns `right`; `undecided`, right too, but not the only ending that would have been; `missed`, an answer that came in
 * time did not count; `false`, an ending that nothing accounts for; `too-fast`, with a round trip shorter than the responder
 * held the answer; `too-slow`, with one longer than the timeout
 */
export function verdict(probe, requests) {
  const { status, rtt, most, timeout } = probe
  const all = candidates(probe, requests)
  const first = all.filter(({ due }) => due).reduce((a, b) => (b.after < (a?.after ?? Infinity) ? b : a), undefined)
  const rivals = all.filter(({ possible, before }) => possible && (first === undefined || before <= first.after))
  const allowed = new Set(rivals.map(({ what }) => what))
  if (first === undefined) allowed.add('timeout')
  if (status === 'timeout') return !allowed.has(status) ? 'missed' : allowed.size === 1 ? 'right' : 'undecided'
  const alike = all.filter(({ what, possible }) => possible && what === status)
  if (alike.length === 0) return 'false'
  // A round trip tells which of them it was: no answer is held for longer than that.
  const slowEnough = alike.filter(({ held }) => held <= rtt + ROUNDING)
  if (slowEnough.length === 0) return 'too-fast'
  if (most === 1 && rtt > timeout + ROUNDING) return 'too-slow'
  if (!slowEnough.some((one) => rivals.includes(one))) return 'missed'
  return allowed.size === 1 ? 'right' : 'undecided'
}
