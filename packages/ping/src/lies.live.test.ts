import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noLab } from '../../../tools/lab/namespaces.mjs'
import { addressOf, numberIn } from './testing/lies/addresses.js'
import { about, askLiars, cell, type Told } from './testing/lies/happenings.js'
import { liesOf } from './testing/lies/lies.js'
import { type Stage, setStage } from './testing/lies/stage.js'
import { ofBoth, tableOf } from './testing/lies/table.js'

const why = noLab()
const TRANSPORTS = ['raw', 'dgram'] as const
const rows = { 4: tableOf(4), 6: tableOf(6) }

/** Those that a probe waits for in vain. */
function endsLate(family: 4 | 6, name: string): boolean {
  return rows[family].find(({ lie }) => lie === name)?.here.includes('**timeout**') === true
}

describe.skipIf(why)(`lies${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  let stage: Stage
  const told = {} as Record<(typeof TRANSPORTS)[number], Told>
  beforeAll(async () => {
    stage = setStage()
    // One after the other: a raw socket might be shown what is a datagram socket's.
    for (const transport of TRANSPORTS) told[transport] = await askLiars(stage, transport, endsLate)
  }, 300_000)
  afterAll(() => stage.remove())

  it('reach the device, all of them', () => {
    expect(stage.lost()).toBe(0)
  })

  describe.each([4, 6] as const)('in IPv%i', (family) => {
    const lies = liesOf(family)

    it('are those of the table', () => {
      expect(rows[family].map(({ lie }) => lie)).toEqual(lies.map(({ lie }) => lie.name))
    })

    it.each(lies.map((numbered) => [numbered.lie.name, numbered] as const))('%s', (name, numbered) => {
      const [raw, dgram] = TRANSPORTS.map((transport) =>
        cell(about(told[transport], family, numbered.number), family, numbered),
      )
      expect(ofBoth(raw!, dgram!)).toBe(rows[family].find(({ lie }) => lie === name)?.here)
    })

    it.each(TRANSPORTS)(
      'end each request on %s once, with an answer of whom it was sent to or of a router',
      (transport) => {
        for (const { number, lie } of lies) {
          const endings = about(told[transport], family, number).filter(({ type }) => type === 'ended')
          expect(endings.map(({ request }) => request).sort()).toEqual([1, 2].slice(0, lie.requests))
          for (const { status, from, matchedBy } of endings) {
            if (status === 'reply') expect([from, matchedBy]).toEqual([addressOf(family, 'liar', number), 'cookie'])
            else expect([undefined, addressOf(family, 'router', number)]).toContain(from)
          }
        }
      },
    )

    it.each(TRANSPORTS)(
      'with a bad checksum are seen on %s only where its capabilities have us verify it',
      (transport) => {
        const bad = lies.filter(({ lie }) => lie.name.includes('a bad checksum'))
        const { receive } = told[transport].capabilities[family].checksum
        for (const { number } of bad) {
          const seen = about(told[transport], family, number).filter(({ type }) => type !== 'ended')
          expect(seen.map(({ type }) => type)).toEqual(receive === 'caller' ? ['corrupted'] : [])
        }
        expect([bad.length, receive]).toEqual([2, family === 4 && transport === 'raw' ? 'caller' : 'below'])
      },
    )
  })

  it('bring nothing that is not of one of them', () => {
    for (const { happened } of Object.values(told)) {
      const numbers = happened.map(({ target, from = '' }) => numberIn(target ?? from))
      expect(
        numbers.filter(
          (number) =>
            !(
              number >= 1 &&
              number <=
                Math.max(
                  ...liesOf(4)
                    .concat(liesOf(6))
                    .map((one) => one.number),
                )
            ),
        ),
      ).toEqual([])
    }
  })
})
