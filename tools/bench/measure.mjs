// Several ways to do one thing, in turns, so that what the machine does meanwhile hits all of them alike.

const ROUNDS = 15
/** A round of one takes about that long. */
const ROUND_MS = 8

/** @param ways name → function; @returns name → nanoseconds a call, the median of all rounds */
export function measure(ways) {
  const names = Object.keys(ways)
  const calls = Object.fromEntries(names.map((name) => [name, calibrate(ways[name])]))
  const times = Object.fromEntries(names.map((name) => [name, []]))
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) times[name].push(once(ways[name], calls[name]))
  }
  return Object.fromEntries(names.map((name) => [name, median(times[name])]))
}

function calibrate(way) {
  // Hot before it counts.
  let calls = 64
  for (let took = 0; took < ROUND_MS && calls < 1e8; calls *= 2) took = once(way, calls) * calls * 1e-6
  return calls
}

let sink = 0

/** Nanoseconds a call. What the calls give is used, or they would be optimised away. */
function once(way, calls) {
  const start = process.hrtime.bigint()
  let sum = 0
  for (let n = 0; n < calls; n++) sum = (sum + way(n)) | 0
  sink ^= sum
  return Number(process.hrtime.bigint() - start) / calls
}

export function used() {
  return sink
}

export function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1]
}

/** To three significant digits. */
export function rounded(value) {
  return Number(value.toPrecision(3))
}
