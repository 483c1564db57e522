import { type Client, type Clock, IcmpError } from '@icmp/core'
import { Flow, type FlowOwner, OrderedFlow } from './flow.js'
import type { SnapshotsOptions, Statistics, StatisticsOptions, StatisticsSnapshot } from './snapshot.js'
import { type SnapshotSource, Snapshots } from './snapshots.js'
import { Totals } from './totals.js'

const PERCENTILES = [50, 90, 95, 99, 99.9]

/** The own receive buffers' drops of one client, while flows of it are under way. */
interface Drops {
  before: number
  flows: number
  /** Some flow has sent something. */
  sent: boolean
}

/**
 * Statistics to give to streams and sweeps.
 * @throws `ICMP_INVALID_OPTION`
 * @example
 * const statistics = createStatistics()
 * for await (const answer of pinger.stream('127.0.0.1', { count: 100, statistics })) render(answer)
 * console.log(statistics.snapshot())
 */
export function createStatistics(options: StatisticsOptions = {}): Statistics {
  const percentiles = options.percentiles ?? PERCENTILES
  for (const percentage of percentiles) checkPercentage(percentage)
  return new Collected(percentiles)
}

/** @throws `ICMP_INVALID_OPTION` */
export function checkStatistics(value: Statistics | undefined): Collected | undefined {
  if (value === undefined || value instanceof Collected) return value
  throw new IcmpError('ICMP_INVALID_OPTION', 'Invalid statistics: give what `createStatistics` gave.')
}

export class Collected implements Statistics, FlowOwner, SnapshotSource {
  /** Flows under way. */
  active = 0
  clock: Clock | undefined
  beganAt = 0
  readonly #percentiles: readonly number[]
  readonly #totals = new Totals()
  readonly #drops = new Map<Client, Drops>()
  #droppedBefore = 0
  #dropsUnknown = false
  #duration = 0
  readonly #watchers = new Set<() => void>()

  constructor(percentiles: readonly number[]) {
    this.#percentiles = percentiles
  }

  /** A sweep begins. */
  flow(): Flow {
    return this.#begun(new Flow(this.#totals, this))
  }

  /** A stream begins. */
  orderedFlow(): OrderedFlow {
    return this.#begun(new OrderedFlow(this.#totals, this))
  }

  #begun<Begun extends Flow>(flow: Begun): Begun {
    this.active++
    this.#tell()
    return flow
  }

  attached(client: Client): void {
    if (this.clock === undefined) {
      this.clock = client.transport.clock
      this.beganAt = this.clock.now()
    }
    const drops = this.#drops.get(client)
    if (drops === undefined) this.#drops.set(client, { before: client.drops() ?? 0, flows: 1, sent: false })
    else drops.flows++
    this.#tell()
  }

  over(client: Client | undefined, sent: boolean): void {
    this.active--
    const drops = client && this.#drops.get(client)
    if (drops !== undefined) drops.sent ||= sent
    if (client !== undefined && drops !== undefined && --drops.flows === 0) {
      const now = client.drops()
      if (now === undefined) this.#dropsUnknown ||= drops.sent
      else this.#droppedBefore += now - drops.before
      this.#drops.delete(client)
    }
    if (this.active === 0 && this.clock !== undefined) this.#duration = this.clock.now() - this.beganAt
    this.#tell()
  }

  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  #tell(): void {
    for (const watcher of [...this.#watchers]) watcher()
  }

  percentile(percentage: number): number | undefined {
    checkPercentage(percentage)
    return this.#totals.roundTrips.percentile(percentage)
  }

  snapshots(options: SnapshotsOptions = {}): AsyncIterableIterator<StatisticsSnapshot> {
    return new Snapshots(this, options)
  }

  snapshot(): StatisticsSnapshot {
    const { sent, received, late, lost, pending, cancelled, duplicates, corrupted, redirects, stray } = this.#totals
    const { errors, reordered, bursts, roundTrips, jitter, lags } = this.#totals
    const { count, extent, extents } = reordered
    const localDrops = this.#localDrops()
    return {
      duration: this.#elapsed(),
      ...{ sent, received, late, lost, pending, cancelled },
      errors: { ...errors },
      ...{ duplicates, corrupted, redirects, stray, localDrops },
      networkLoss: { least: Math.max(0, lost - (localDrops ?? lost)), most: lost },
      reordered: { count, extent, meanExtent: count === 0 ? 0 : extents / count },
      lossBursts: { ...bursts, lengths: { ...bursts.lengths } },
      rtt: roundTrips.snapshot(this.#percentiles, jitter),
      lag: lags,
    }
  }

  #elapsed(): number {
    return this.active > 0 && this.clock !== undefined ? this.clock.now() - this.beganAt : this.#duration
  }

  /** Where one of several pingers can't tell its own, nobody knows how many there were in all. */
  #localDrops(): number | undefined {
    let total = this.#droppedBefore
    for (const [client, { before }] of this.#drops) {
      const now = client.drops()
      if (now === undefined) return undefined
      total += now - before
    }
    return this.#dropsUnknown || this.clock === undefined ? undefined : total
  }
}

/** @throws `ICMP_INVALID_OPTION` */
function checkPercentage(value: number): void {
  if (typeof value === 'number' && value > 0 && value <= 100) return
  throw new IcmpError('ICMP_INVALID_OPTION', `Invalid percentage ${value}: give a number above 0, at most 100.`)
}
