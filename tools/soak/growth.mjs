// Whether something grows: the slope over samples that were taken while nothing was under way.
const MIB = 1 << 20

/**
 * Bytes by which each may grow from the end of warming up to the end of the run. A short run thus sees large leaks only,
 * one of ten minutes those of a few dozen bytes a probe: the report says which.
 */
const LIMITS = { heap: 4 * MIB, external: 4 * MIB, rss: 32 * MIB }
/** Of the run: code is compiled, tables reach the sizes that they keep, the memories of ended probes fill. */
const WARM_UP = 0.25

/** The median of the slopes between all pairs (Theil and Sen): one sample taken at a bad moment changes nothing. */
export function slope(points) {
  const slopes = points.flatMap(([x, y], at) => points.slice(at + 1).map(([x2, y2]) => (y2 - y) / (x2 - x)))
  return slopes.toSorted((a, b) => a - b)[slopes.length >> 1] ?? 0
}

/**
 * By how much the last quarter is above all before it. Pages that a collection freed go back to the system when the
 * allocator likes: what is resident swings by 40 MiB while the heap shrinks, and half a swing looks like a slope. What
 * leaks reaches new heights.
 */
function riseOf(values) {
  const last = Math.floor(values.length * 0.75)
  return Math.max(...values.slice(last)) - Math.max(...values.slice(0, last))
}

/**
 * @param samples `{ at, probes, heap, external, rss }` each: seconds, probes ended by then, and bytes
 * @returns for each kind of memory what it grew by, in all and for each probe, and whether that is too much
 */
export function growth(samples) {
  const warm = samples.slice(Math.floor(samples.length * WARM_UP))
  const span = (warm.at(-1)?.at ?? 0) - (warm[0]?.at ?? 0)
  const probes = (warm.at(-1)?.probes ?? 0) - (warm[0]?.probes ?? 0)
  return Object.fromEntries(
    Object.entries(LIMITS).map(([kind, limit]) => {
      const perSecond = slope(warm.map((sample) => [sample.at, sample[kind]]))
      const bytes = Math.round(perSecond * span)
      const perProbe = probes === 0 ? 0 : Number((bytes / probes).toPrecision(3))
      const limitPerProbe = probes === 0 ? undefined : Number((limit / probes).toPrecision(3))
      const rates = { bytesPerMinute: Math.round(perSecond * 60), perProbe, limitPerProbe }
      const rise = kind === 'rss' ? riseOf(samples.map(({ rss }) => rss)) : undefined
      return [kind, { bytes, limit, ...rates, rise, grew: bytes > limit && (rise ?? limit) > limit / 4 }]
    }),
  )
}
