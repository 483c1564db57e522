import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { FIRST_SILENT, FIRST_TARGET } from './identity.mjs'
import { Random } from './random.mjs'
import { Tasks } from './tasks.mjs'

interface Kept {
  task: number
  target: number
  givenUp?: string
  error?: string
  results: { target: number; sequence?: number; status: string; calledAt: number; endedAt: number }[]
}

/** Answers every ping, and streams of the asked length, after so long. */
function answering(delay: () => number, code?: string) {
  const answer = async (sequence: number) => {
    await sleep(delay())
    if (code !== undefined) throw Object.assign(new Error('no'), { code })
    return { sequence, status: 'reply', rtt: 1, from: 'x', data: 'intact', matchedBy: 'cookie' }
  }
  return {
    transport: 'raw',
    ping: () => answer(1),
    async *stream(_: string, { count, onSend }: { count: number; onSend: (sequence: number) => void }) {
      for (let sequence = 1; sequence <= count; sequence++) {
        onSend(sequence)
        yield await answer(sequence)
      }
    },
  }
}

async function kept(range: number, pinger: object, closing = false): Promise<Kept[]> {
  const records: Kept[] = []
  const running = new Map()
  const tasks = new Tasks((record: Kept) => records.push(record), running, range, new Random(1, range))
  for (let n = 0; n < 3; n++)
    await Promise.all([tasks.stream(pinger, () => closing), tasks.pings(pinger, () => closing)])
  expect(running.size).toBe(0)
  return records.sort((a, b) => a.task - b.task)
}

const asked = (records: Kept[]) => records.map(({ results: _, givenUp, ...rest }) => rest)

describe('the tasks of a soak', () => {
  it('are the same for the same seed, however long each takes', async () => {
    const quick = await kept(
      3,
      answering(() => 0),
    )
    const random = new Random(9)
    const slow = await kept(
      3,
      answering(() => random.below(5)),
    )
    expect(slow.length).toBeGreaterThan(5)
    expect(asked(slow)).toEqual(asked(quick))
  })

  it('have numbers of their own in every round', async () => {
    const numbers = async (range: number) =>
      (
        await kept(
          range,
          answering(() => 0),
        )
      ).map(({ task }) => task)
    const all = [...(await numbers(0)), ...(await numbers(1)), ...(await numbers(5000))]
    expect(new Set(all).size).toBe(all.length)
    for (const { target } of await kept(
      5000,
      answering(() => 0),
    )) {
      expect(target).toBeGreaterThanOrEqual(FIRST_TARGET)
      expect(target).toBeLessThan(FIRST_SILENT)
    }
  })

  it('keep what they were told, from the call to the end', async () => {
    const results = (
      await kept(
        3,
        answering(() => 1),
      )
    ).flatMap(({ results }) => results)
    for (const { status, calledAt, endedAt } of results) {
      expect(status).toBe('reply')
      expect(endedAt).toBeGreaterThanOrEqual(calledAt)
    }
  })

  it('are given up by what was done to them, and broken by all else', async () => {
    const closed = await kept(
      3,
      answering(() => 0, 'ICMP_CLOSED'),
      true,
    )
    expect(new Set(closed.map(({ givenUp, error }) => givenUp ?? error))).toEqual(new Set(['closed']))
    const broken = await kept(
      3,
      answering(() => 0, 'ICMP_CLOSED'),
    )
    for (const { givenUp, error } of broken) expect([givenUp, error]).toEqual([undefined, 'ICMP_CLOSED: no'])
  })
})
