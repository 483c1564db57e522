import { describe, expect, it } from 'vitest'
import { verdict } from './verdict.mjs'

const TIMEOUT = 400

/** Called at 1000, read by the responder 5 ms later, for each attempt anew. */
function ended(status: string, rtt?: number, attempts = 1, endedAt = 1005 + attempts * TIMEOUT) {
  return { status, rtt, calledAt: 1000, endedAt, attempts, most: attempts, timeout: TIMEOUT }
}

/** Requests, each with its answers as `[what, milliseconds after it was read]`. */
function seen(...requests: [string, number][][]) {
  return requests.map((answers, at) => {
    const readAt = 1005 + at * TIMEOUT
    return {
      readAt,
      answers: answers.map(([what, after]) => ({ what, before: readAt + after, after: readAt + after + 1 })),
    }
  })
}

describe('what a probe had to be told', () => {
  it.each([
    ['a reply in time', ended('reply', 31), seen([['reply', 30]])],
    ['nothing', ended('timeout'), seen([])],
    [
      'nothing that counts',
      ended('timeout'),
      seen([
        ['damaged', 30],
        ['bad-checksum', 31],
        ['other-source', 32],
      ]),
    ],
    ['a reply that came too late', ended('timeout'), seen([['reply', 401]])],
    ['an error', ended('unreachable', 31), seen([['unreachable', 30]])],
    [
      'an error before the reply',
      ended('time-exceeded', 10),
      seen([
        ['time-exceeded', 9],
        ['reply', 30],
      ]),
    ],
    [
      'a reply after damage',
      ended('reply', 31),
      seen([
        ['damaged', 9],
        ['reply', 30],
      ]),
    ],
    ['the reply to the second attempt', ended('reply', 31, 2), seen([], [['reply', 30]])],
    ['the late reply to the first of two', ended('reply', 501, 2), seen([['reply', 500]], [])],
    ['no late error to the first of two', ended('timeout', undefined, 2), seen([['unreachable', 500]], [])],
    ['nothing after the last attempt', ended('timeout', undefined, 2), seen([['reply', 900]], [])],
  ])('%s', (_, probe, requests) => {
    expect(verdict(probe, requests)).toBe('right')
  })

  it.each([
    ['missed', 'a reply in time', ended('timeout'), seen([['reply', 30]])],
    [
      'missed',
      'an error, and took the reply',
      ended('reply', 31),
      seen([
        ['unreachable', 9],
        ['reply', 30],
      ]),
    ],
    ['missed', 'a late reply to the first of two', ended('timeout', undefined, 2), seen([['reply', 500]], [])],
    ['false', 'nothing, and says reply', ended('reply', 31), seen([])],
    ['false', 'damage, and says reply', ended('reply', 31), seen([['damaged', 30]])],
    ['false', 'a reply, and says error', ended('unreachable', 31), seen([['reply', 30]])],
    ['false', 'a reply after the timeout, and took it', ended('reply', 402), seen([['reply', 401]])],
    ['too-fast', 'a reply that was held for longer', ended('reply', 29), seen([['reply', 30]])],
    ['too-slow', 'a reply within the timeout', ended('reply', 401), seen([['reply', 390]])],
  ])('%s: %s', (said, _, probe, requests) => {
    expect(verdict(probe, requests)).toBe(said)
  })

  it('either, where nobody can tell whether the answer was in time', () => {
    // Read 5 ms after the call: the deadline lies somewhere from 1400 to 1405.
    const doubtful = seen([['reply', 398]])
    expect(verdict(ended('timeout'), doubtful)).toBe('undecided')
    expect(verdict(ended('reply', 398), doubtful)).toBe('undecided')
    expect(verdict(ended('unreachable', 398), doubtful)).toBe('false')
  })

  it('either, where the last attempt had run out but a blocked loop had not been told', () => {
    const late = seen([['reply', 899]], [])
    expect(verdict(ended('reply', 900, 2, 2000), late)).toBe('undecided')
    expect(verdict(ended('timeout', undefined, 2, 2000), late)).toBe('undecided')
  })
})
