import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SentStamps } from './stamps.js'

function tokens(stamps: SentStamps, ...ids: number[]): number[] {
  const taken: number[] = []
  for (const id of ids) stamps.take(id, (token) => taken.push(token))
  return taken
}

describe('SentStamps', () => {
  it('gives each packet its stamp once, in any order', () => {
    const stamps = new SentStamps(256)
    for (let token = 100; token < 110; token++) stamps.add(token, token / 2, 7)
    expect(tokens(stamps, 3, 0, 9, 3, 10)).toEqual([103, 100, 109])
    stamps.take(5, (token, monotonic, offset) => expect([token, monotonic, offset]).toEqual([105, 52.5, 7]))
    expect.assertions(2)
  })

  it('forgets packets that the ring has overtaken', () => {
    const stamps = new SentStamps(1)
    for (let token = 0; token < stamps.size + 1; token++) stamps.add(token, 0, 0)
    expect(tokens(stamps, 0, 1)).toEqual([1])
  })

  it('never gives a stamp of before a restart to a packet of after it', () => {
    const stamps = new SentStamps(256)
    for (let token = 0; token < 5; token++) stamps.add(token, 0, 0)
    expect(tokens(stamps, 0, 1)).toEqual([0, 1])
    stamps.restart()
    for (let token = 50; token < 60; token++) stamps.add(token, 0, 0)
    // 2, 3 and 4 could be either's: nobody gets them. 0 and 1 came before, and 5 was never used.
    expect(tokens(stamps, 2, 2, 0, 1, 5)).toEqual([50, 51, 55])
  })

  it('holds for any sequence of sends, lost stamps and restarts', () => {
    const step = fc.oneof(
      { weight: 8, arbitrary: fc.record({ is: fc.constant('send' as const), lost: fc.boolean() }) },
      { weight: 1, arbitrary: fc.record({ is: fc.constant('restart' as const), lost: fc.boolean() }) },
      { weight: 4, arbitrary: fc.record({ is: fc.constant('stamp' as const), lost: fc.boolean() }) },
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400, size: 'max' }), (steps) => {
        const stamps = new SentStamps(256)
        const inKernel: { id: number; token: number }[] = []
        let counter = 0
        let token = 0
        for (const { is, lost } of steps) {
          if (is === 'send') {
            stamps.add(token, 0, 0)
            if (!lost) inKernel.push({ id: counter, token })
            counter++
            token++
          } else if (is === 'restart') {
            stamps.restart()
            counter = 0
          } else {
            const stamp = inKernel.shift()
            if (stamp) expect([[], [stamp.token]]).toContainEqual(tokens(stamps, stamp.id))
          }
        }
      }),
    )
  })

  it('gives up waiting for stamps of before a restart after a while', () => {
    const stamps = new SentStamps(256)
    stamps.add(1, 0, 0)
    stamps.restart()
    stamps.add(2, 9_000, 0)
    expect(tokens(stamps, 0)).toEqual([])
    stamps.restart()
    stamps.add(3, 19_001, 0)
    expect(tokens(stamps, 0)).toEqual([3])
  })

  it('gives every stamp when none is lost and nothing restarts', () => {
    const stamps = new SentStamps(256)
    for (let token = 0; token < 10_000; token++) {
      stamps.add(token, 0, 0)
      expect(tokens(stamps, token)).toEqual([token])
    }
  })
})
