// What the load consists of. Each task runs to its end, or is given up in the middle, and tells how every probe of it ended.
import { setTimeout as sleep } from 'node:timers/promises'
import { sweep } from '@icmp/ping'
import { TIMEOUT } from './fate.mjs'
import { addressOf, FIRST_SILENT, FIRST_TARGET, patternOf, ROOM } from './identity.mjs'

/** Hosts that many tasks ping at once; the requests tell them apart by their data. */
const SHARED = 32
/** Data bytes from, to, and how often. Below 16 there is no cookie; past 65,000 IPv6 would have to send fragments. */
const SIZES = {
  usual: [56, 56],
  none: [0, 0],
  'no cookie': [1, 15],
  'no task': [16, ROOM - 1],
  packet: [ROOM, 1472],
  big: [1473, 12_000],
  huge: [12_001, 65_000],
}
const WEIGHTS = { usual: 50, none: 4, 'no cookie': 6, 'no task': 6, packet: 24, big: 8, huge: 2 }

/** CLOCK_MONOTONIC in milliseconds: the responder reads the same clock. */
export const now = () => Number(process.hrtime.bigint()) / 1e6

/** Targets and tasks of one worker in one round, at most. */
const RANGE = 0x4000
const RANGES = Math.floor((FIRST_SILENT - FIRST_TARGET - SHARED) / RANGE)

/**
 * One worker's tasks of one round. All that is drawn for a task is drawn when it begins, and its numbers are the worker's
 * own: so the same seed has the same tasks with the same faults, however long each of them takes.
 */
export class Tasks {
  #emit
  #running
  #random
  #tasks
  #target
  #lastTarget

  /**
   * @param emit is given each task's record when it has ended
   * @param running holds those under way, by number
   * @param range a number for each worker of each round; after a thousand of them targets come again
   */
  constructor(emit, running, range, random) {
    this.#emit = emit
    this.#running = running
    this.#random = random
    this.#tasks = range * RANGE
    this.#target = FIRST_TARGET + SHARED + (range % RANGES) * RANGE
    this.#lastTarget = this.#target + RANGE
  }

  /** `count` targets that nobody else pings in this round. */
  #fresh(count) {
    const first = this.#target
    this.#target += count
    if (this.#target > this.#lastTarget) throw new Error('a worker has used up its targets: make the rounds shorter')
    return first
  }

  #begin(kind, pinger, sizes = WEIGHTS) {
    const random = this.#random
    const size = random.between(...SIZES[random.weighted(sizes)])
    const task = ++this.#tasks
    const record = { task, kind, transport: pinger.transport, family: random.pick([4, 6]), size, timeout: TIMEOUT }
    Object.assign(record, { most: 1, results: [], events: [] })
    const abort = random.chance(0.1) ? new AbortController() : undefined
    const timer = abort && setTimeout(() => abort.abort(), random.below(300))
    this.#running.set(task, record)
    const pattern = size < ROOM ? {} : { pattern: patternOf(task) }
    return { record, options: { timeout: TIMEOUT, size, signal: abort?.signal, ...pattern }, abort, timer }
  }

  /** Runs the task's own part. `closing` tells whether the pinger is closed under it. */
  async #run({ record, abort, timer }, closing, part) {
    try {
      await part()
    } catch (error) {
      if (error.code === 'ICMP_ABORTED' && abort?.signal.aborted) record.givenUp = 'aborted'
      else if (error.code === 'ICMP_CLOSED' && closing()) record.givenUp = 'closed'
      else record.error = `${error.code ?? error.name}: ${error.message}`
    }
    clearTimeout(timer)
    this.#running.delete(record.task)
    this.#emit(record)
  }

  async ping(pinger, closing) {
    const random = this.#random
    const begun = this.#begin('ping', pinger)
    const { record, options } = begun
    const { family, size } = record
    const target = size >= ROOM && random.chance(0.5) ? FIRST_TARGET + random.below(SHARED) : this.#fresh(1)
    Object.assign(record, { target, asked: { first: target, count: 1 } })
    await this.#run(begun, closing, async () => {
      const calledAt = now()
      keep(record, await pinger.ping(addressOf(family, target), options), { target, attempts: 1, calledAt })
    })
  }

  async pings(pinger, closing) {
    await Promise.all(Array.from({ length: this.#random.between(1, 40) }, () => this.ping(pinger, closing)))
  }

  async stream(pinger, closing) {
    const random = this.#random
    const begun = this.#begin('stream', pinger)
    const { record, options } = begun
    const { family, events } = record
    const target = this.#fresh(1)
    const count = random.between(2, 80)
    const interval = random.pick([0, 0.2, 1, 5, 20, 'adaptive', 'flood'])
    const preload = random.between(1, 4)
    const consumer = random.weighted({ quick: 80, slow: 12, leaving: 8 })
    const leaveAfter = consumer === 'leaving' ? random.between(1, count) : Infinity
    Object.assign(record, { target, asked: { first: 1, count } })
    const called = []
    const listeners = {
      onSend: (sequence) => {
        called[sequence] = now()
      },
      onEvent: ({ type, sequence }) => events.push([type, sequence]),
    }
    await this.#run(begun, closing, async () => {
      const pace = { interval, preload, count }
      for await (const answer of pinger.stream(addressOf(family, target), { ...options, ...listeners, ...pace })) {
        const { sequence } = answer
        keep(record, answer, { target, sequence, attempts: 1, calledAt: called[sequence] })
        if (record.results.length >= leaveAfter) {
          record.givenUp = 'left'
          break
        }
        if (consumer === 'slow') await sleep(10)
      }
    })
  }

  async sweep(pinger, closing) {
    const random = this.#random
    const begun = this.#begin('sweep', pinger, { ...WEIGHTS, big: 1, huge: 0 })
    const { record, options } = begun
    const { family } = record
    const concurrency = random.pick([3, 30, 200, 1000])
    const count = random.between(1, Math.min(400, concurrency * 4))
    const retries = random.between(0, 3)
    const rate = random.chance(0.3) ? random.between(500, 4000) : undefined
    const target = this.#fresh(count)
    Object.assign(record, { target, most: retries + 1, asked: { first: target, count } })
    const called = new Map()
    const targets = function* () {
      for (let n = target; n < target + count; n++) {
        const address = addressOf(family, n)
        called.set(address, { target: n, calledAt: now() })
        yield address
      }
    }
    await this.#run(begun, closing, async () => {
      for await (const answer of sweep(targets(), { ...options, pinger, concurrency, retries, rate })) {
        keep(record, answer, { ...called.get(answer.target), attempts: answer.attempts })
      }
    })
  }
}

function keep(record, { status, rtt, from, data, matchedBy, error }, rest) {
  record.results.push({
    ...rest,
    status,
    rtt,
    from,
    data,
    matchedBy,
    error: error && String(error.code),
    endedAt: now(),
  })
}
