import { describe, expect, it } from 'vitest'
import { ROUTER_TEXT } from './answers.mjs'
import { Books } from './compare.mjs'
import { fateOf, TIMEOUT } from './fate.mjs'
import { addressOf } from './identity.mjs'

const SEED = 11
const NONE = { raw: 0, dgram: 0, device: 0 }

interface Identity {
  family: 4 | 6
  target: number
  task: number
  ordinal: number
}

/** What an honest responder keeps of a request that it read at that time. */
function request(identity: Identity, readAt = 1005) {
  const answers = fateOf(SEED, identity).answers.map(({ what, after }) => ({
    what,
    before: readAt + after,
    after: readAt + after + 1,
  }))
  return { ...identity, size: 56, readAt, answers }
}

/** The first request of a stream whose fate is that. */
function fated(fate: string, task = 1): Identity {
  for (let target = 0x200; ; target++) {
    const identity = { family: 4, target, task, ordinal: 1 } as const
    if (fateOf(SEED, identity).fate === fate) return identity
  }
}

function result(status: string, { family, target }: Identity, rtt?: number) {
  const reply = { from: addressOf(family, target), data: 'intact', matchedBy: 'cookie' }
  const rest = status === 'reply' ? reply : { from: ROUTER_TEXT[family] }
  return { target, sequence: 1, attempts: 1, calledAt: 1000, status, rtt, ...rest }
}

function task({ task, family, target }: Identity, results: object[], rest: object = {}) {
  const common = { task, kind: 'stream', transport: 'raw', family, target, size: 56, timeout: TIMEOUT, most: 1 }
  return { ...common, asked: { first: 1, count: 1 }, results, events: [], ...rest }
}

function books(tasks: object[], requests: object[], drops = NONE): Books {
  const books = new Books(SEED)
  books.round(tasks, requests, drops)
  return books
}

const answered = fated('answered')
const LONG = TIMEOUT / 2

describe('the books of a soak', () => {
  it('find nothing wrong where all ended as it had to', () => {
    const lost = fated('lost', 2)
    const { probes, endings, verdicts, fates, causes } = books(
      [task(answered, [result('reply', answered, LONG)]), task(lost, [result('timeout', lost)])],
      [request(answered), request(lost)],
    )
    expect({ probes, endings, verdicts, fates, causes }).toEqual({
      probes: 2,
      endings: { reply: 1, timeout: 1 },
      verdicts: { right: 2 },
      fates: { answered: 1, lost: 1 },
      causes: {},
    })
  })

  it.each([
    ['unended', task(answered, [])],
    ['twice', task(answered, [result('reply', answered, LONG), result('reply', answered, LONG)])],
    ['unasked', task(answered, [result('reply', answered, LONG), { ...result('timeout', answered), sequence: 2 }])],
    ['missed', task(answered, [result('timeout', answered)])],
    ['false', task(answered, [result('unreachable', answered, LONG)])],
    ['failed', task(answered, [result('send-error', answered)])],
    ['wrong sender', task(answered, [{ ...result('reply', answered, LONG), from: '10.0.0.9' }])],
    ['wrong data', task(answered, [{ ...result('reply', answered, LONG), data: 'truncated' }])],
    ['wrong data', task(answered, [{ ...result('reply', answered, LONG), matchedBy: 'key' }])],
    ['too few attempts', task(answered, [result('timeout', answered)], { most: 2 })],
    ['thrown', task(answered, [result('reply', answered, LONG)], { error: 'TypeError' })],
    ['duplicate event', task(answered, [result('reply', answered, LONG)], { events: [['duplicate', 1]] })],
    ['corrupted event', task(answered, [result('reply', answered, LONG)], { events: [['corrupted', 1]] })],
  ])('find a probe that is %s', (cause, wrong) => {
    expect(books([wrong], [request(answered)]).causes).toMatchObject({ [cause]: 1 })
  })

  it('let a task that was given up leave probes without an ending, but none with a wrong one', () => {
    const { causes } = books([task(answered, [], { givenUp: 'aborted' })], [request(answered)])
    expect(causes).toEqual({})
    const wrong = task(answered, [result('timeout', answered)], { givenUp: 'aborted' })
    expect(books([wrong], [request(answered)]).causes).toEqual({ missed: 1 })
  })

  it('excuse as many as the kernel dropped, each by drops of its own kind', () => {
    const missed = task(answered, [result('timeout', answered)])
    expect(books([missed], [request(answered)], { ...NONE, raw: 1 })).toMatchObject({ causes: {}, excused: 1 })
    expect(books([missed], [request(answered)], { ...NONE, dgram: 1, device: 1 }).causes).toEqual({ missed: 1 })
    expect(books([missed], [], { ...NONE, raw: 1 }).causes).toEqual({ unseen: 1 })
    expect(books([missed], [], { ...NONE, device: 1 }).causes).toEqual({})
  })

  it("don't take bad checksums for drops, which IPv6's raw sockets count as such", () => {
    const missed = task(answered, [result('timeout', answered)])
    const bad = { ...request(answered), family: 6, task: 9, answers: [{ what: 'bad-checksum', before: 1, after: 2 }] }
    expect(books([missed], [request(answered), bad], { ...NONE, raw: 1 }).causes).toMatchObject({ missed: 1 })
    expect(books([missed], [request(answered), bad], { ...NONE, raw: 2 }).causes).not.toHaveProperty('missed')
  })

  it('say so when the responder did something else than the seed has', () => {
    const { causes } = books(
      [task(answered, [result('reply', answered, LONG)])],
      [{ ...request(answered), answers: [] }],
    )
    expect(causes).toMatchObject({ responder: 1 })
  })
})
