import type { Family } from '@icmp/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noLab } from '../../../tools/lab/namespaces.mjs'
import { liesOf, type Numbered } from './testing/lies/lies.js'
import { askFping, askPing, noPrograms } from './testing/lies/programs.js'
import { type Stage, setStage } from './testing/lies/stage.js'
import { ofBoth, type Row, tableOf } from './testing/lies/table.js'

const why = noLab() ?? noPrograms()
const FAMILIES = [4, 6] as const
/** More programs at once overrun the buffers of raw sockets, which are shown each other's packets. */
const AT_ONCE = 6

type Job = () => Promise<void>

async function inTurns(jobs: readonly Job[], atOnce: number): Promise<void> {
  const left = [...jobs]
  const worker = async (): Promise<void> => {
    for (let job = left.shift(); job !== undefined; job = left.shift()) await job()
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

describe.skipIf(why)(`lies to ping and fping${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  let stage: Stage
  const said = new Map<string, Pick<Row, 'ping' | 'fping'>>()
  const keyOf = (family: Family, { number }: Numbered): string => `${family} ${number}`

  beforeAll(async () => {
    stage = setStage()
    const all = FAMILIES.flatMap((family) => liesOf(family).map((numbered) => ({ family, numbered })))
    const words = new Map<object, { raw: string; dgram: string }>()
    await inTurns(
      all.map((one) => async () => {
        const raw = await askPing(stage, one.family, one.numbered, 'raw')
        words.set(one, { raw, dgram: await askPing(stage, one.family, one.numbered, 'dgram') })
      }),
      AT_ONCE,
    )
    const jobs = all.map((one) => async () => {
      const fping = await askFping(stage, one.family, one.numbered)
      const { raw, dgram } = words.get(one)!
      said.set(keyOf(one.family, one.numbered), { ping: ofBoth(raw, dgram), fping })
    })
    const strays = (i: number): boolean => all[i]!.numbered.lie.strays === true
    await inTurns(
      jobs.filter((_, i) => strays(i)),
      1,
    )
    await inTurns(
      jobs.filter((_, i) => !strays(i)),
      AT_ONCE,
    )
  }, 300_000)
  afterAll(() => stage.remove())

  describe.each(FAMILIES)('in IPv%i', (family) => {
    const rows = tableOf(family)

    it.each(liesOf(family).map((numbered) => [numbered.lie.name, numbered] as const))('%s', (name, numbered) => {
      const { ping, fping } = rows.find(({ lie }) => lie === name) ?? {}
      expect(said.get(keyOf(family, numbered))).toEqual({ ping, fping })
    })
  })
})
