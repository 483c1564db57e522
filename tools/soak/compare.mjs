// What the load was told of its probes, held against what the responder did with their requests.
import { hasBadChecksum, ROUTER_TEXT } from './answers.mjs'
import { fateOf } from './fate.mjs'
import { addressOf, keyOf } from './identity.mjs'
import { isError, verdict } from './verdict.mjs'

const COOKIE = 16
/** Faults of a cause that are told one by one; all are counted. */
const TOLD = 5

export class Books {
  #seed
  tasks = {}
  probes = 0
  /** Probes by how they ended, and by what is to be said of that. */
  endings = {}
  verdicts = {}
  /** Requests by what the seed had in store for them. */
  fates = {}
  /** What streams were told beside the endings, and how much of that there was to be told at most. */
  events = {}
  eventsPossible = {}
  requests = 0
  /** What the kernel counted as dropped, and probes whose answer that may have been. */
  drops = {}
  excused = 0
  /** Causes of faults, and the first ones of them. */
  causes = {}
  faults = []

  constructor(seed) {
    this.#seed = seed
  }

  /**
   * @param tasks all that ended in the round
   * @param requests all that the responder saw in it
   * @param drops what the kernel dropped meanwhile: by transport, in the sockets' own buffers; `device`, before the responder
   */
  round(tasks, requests, drops) {
    const seen = this.#enter(requests)
    const excusable = []
    for (const task of tasks) {
      count(this.tasks, task.givenUp === undefined ? task.kind : `${task.kind}, ${task.givenUp}`)
      if (task.error !== undefined) this.#fault('thrown', task)
      this.#once(task)
      for (const result of task.results) this.#result(task, result, seen, excusable)
      this.#events(task, seen)
    }
    for (const [by, dropped] of Object.entries(drops)) count(this.drops, by, dropped)
    this.#excuse(excusable, excuses(drops, requests))
  }

  /** Counts of drops name no probe: as many as there are may be theirs. */
  #excuse(excusable, left) {
    for (const { cause, told } of excusable) {
      const by = cause === 'unseen' ? 'device' : told.transport
      if (left[by]-- > 0) this.excused++
      else this.#fault(cause, told)
    }
  }

  /** Requests by task and target, each a list in the order in which they came. */
  #enter(requests) {
    const seen = new Map()
    for (const request of requests) {
      const { fate, answers } = fateOf(this.#seed, request)
      this.requests++
      count(this.fates, fate)
      // The truth is the seed's: a responder that did something else would prove nothing.
      const done = request.answers.map(({ what }) => what).join()
      if (done !== answers.map(({ what }) => what).join()) this.#fault('responder', { request, fate })
      const key = keyOf(request)
      const list = seen.get(key)
      if (list === undefined) seen.set(key, [request])
      else list.push(request)
    }
    return seen
  }

  /** Every target of a sweep, and every request of a stream, ends once; those of a task that was given up may not end. */
  #once({ kind, task, asked, results, givenUp }) {
    const ended = new Set()
    for (const { target, sequence } of results) {
      const item = kind === 'stream' ? sequence : target
      const known = item >= asked.first && item < asked.first + asked.count
      if (!known) this.#fault('unasked', { task, kind, item })
      if (ended.has(item)) this.#fault('twice', { task, kind, item })
      ended.add(item)
    }
    if (givenUp !== undefined) return
    for (let item = asked.first; item < asked.first + asked.count; item++) {
      if (!ended.has(item)) this.#fault('unended', { task, kind, item })
    }
  }

  #result(task, result, seen, excusable) {
    const { kind, transport, family, size, timeout, most } = task
    const { target, sequence, status, attempts } = result
    this.probes++
    count(this.endings, status)
    const list = seen.get(keyOf({ family, target, task: task.task, size })) ?? []
    const requests = kind === 'stream' ? list.slice(sequence - 1, sequence) : list
    const told = { task: task.task, kind, transport, family, size, ...result, requests }
    const fault = (cause) => {
      count(this.verdicts, cause)
      this.#fault(cause, told)
    }
    if (status !== 'reply' && status !== 'timeout' && !isError(status)) return fault('failed')
    if (status === 'timeout' && attempts !== most) return fault('too few attempts')
    if (requests.length > attempts) return fault('too many requests')
    if (requests.length < attempts) {
      count(this.verdicts, 'unseen')
      return excusable.push({ cause: 'unseen', told })
    }
    const wrong = wrongAnswer(task, result)
    if (wrong !== undefined) return fault(wrong)
    const said = verdict({ ...result, timeout, most }, requests)
    if (said !== 'right' && said !== 'undecided' && said !== 'missed') return fault(said)
    count(this.verdicts, said)
    if (said === 'missed') excusable.push({ cause: said, told })
  }

  /** Only streams tell of them; what comes after the last ending is told to nobody. */
  #events({ kind, task, transport, family, target, size, results, events }, seen) {
    if (kind !== 'stream') return
    const requests = seen.get(keyOf({ family, target, task, size })) ?? []
    const told = {}
    for (const [type, sequence] of events) {
      count(this.events, type)
      count(told, `${type} ${sequence}`)
    }
    requests.forEach((request, at) => {
      const sequence = at + 1
      const status = results.find((result) => result.sequence === sequence)?.status
      const possible = possibleEvents(request, status)
      for (const [type, most] of Object.entries(possible)) {
        count(this.eventsPossible, type, most)
        if ((told[`${type} ${sequence}`] ?? 0) > most)
          this.#fault(`${type} event`, { task, transport, family, request })
      }
    })
  }

  #fault(cause, details) {
    count(this.causes, cause)
    if (this.causes[cause] <= TOLD) this.faults.push({ cause, ...details })
  }
}

/**
 * Drops that answers may have been. Each of IPv6's raw sockets counts each packet with a bad checksum as dropped, whosever
 * it is (measured), and one such socket is there all the time: those are no answer's.
 */
function excuses(drops, requests) {
  const bad = requests
    .filter(({ family }) => family === 6)
    .flatMap(({ answers, size }) => answers.filter(({ what }) => hasBadChecksum(what, size))).length
  return { ...drops, raw: Math.max(0, (drops.raw ?? 0) - bad) }
}

/** What is wrong with an answer by itself. */
function wrongAnswer({ family, size }, { target, status, from, data, matchedBy }) {
  if (isError(status)) return from === ROUTER_TEXT[family] ? undefined : 'wrong sender'
  if (status !== 'reply') return undefined
  if (from !== addressOf(family, target)) return 'wrong sender'
  return data === 'intact' && matchedBy === (size < COOKIE ? 'key' : 'cookie') ? undefined : 'wrong data'
}

/** How many events of each kind there may be beside the ending. */
function possibleEvents({ answers }, status) {
  const replies = answers.filter(({ what }) => what === 'reply').length
  const errors = answers.filter(({ what }) => isError(what)).length
  const corrupted = answers.filter(({ what }) => what === 'damaged' || what === 'bad-checksum').length
  const endedByReply = status === 'reply' ? 1 : 0
  // The first reply after an ending of another kind is late, those after it are duplicates.
  const late = endedByReply === 1 ? errors : Math.min(replies, 1) + errors
  return { duplicate: Math.max(0, replies - 1), late, corrupted, redirect: 0 }
}

function count(table, name, times = 1) {
  table[name] = (table[name] ?? 0) + times
}
