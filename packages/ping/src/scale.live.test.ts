import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSilentNamespace, type Namespace, noNamespaces } from './testing/namespace.js'
import { script, told } from './testing/run.js'

const why = noNamespaces('nft')
const SILENT = '127.200.0.0/13'
const NOBODY = 65_534
/** `net.core.rmem_default`: what a socket has that asks for nothing. It holds 128 answers with their transmit stamps. */
const DEFAULT_BUFFER = 212_992

interface Scale {
  tally: { answering: Record<string, number>; silent: Record<string, number> }
  once: boolean
  drops: number
  slots: number
  highest: number
}

interface InFlight {
  count: number
  heap: number
  arrays: number
  left: number
}

describe.skipIf(why)(`sweeps of many hosts${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  let namespace: Namespace
  beforeAll(() => {
    namespace = createSilentNamespace(SILENT)
  })
  afterAll(() => namespace.remove())

  async function sweep(options: object): Promise<Scale> {
    const command = [process.execPath, script('scale.mjs'), JSON.stringify(options)]
    return (await told<Scale>(namespace.inside(command), { limit: 150_000 })).value
  }

  it.each([
    ['raw', {}],
    ['dgram', { buffer: DEFAULT_BUFFER, as: NOBODY }],
  ])(
    '300,000 of them with 10,000 in flight end once each, with nothing lost and under 150 MB: %s %j',
    async (transport, options) => {
      const scale = await sweep({ transport, count: 300_000, concurrency: 10_000, ...options })
      expect(scale.tally).toEqual({ answering: { reply: 300_000 }, silent: {} })
      expect(scale).toMatchObject({ once: true, drops: 0 })
      expect(scale.highest).toBeLessThan(150 * 1024 * 1024)
    },
    160_000,
  )

  it.each([
    ['raw', {}, 630],
    ['raw', { buffer: DEFAULT_BUFFER }, 128],
    ['dgram', { buffer: DEFAULT_BUFFER, as: NOBODY }, 128],
    ['dgram', { buffer: 16_384, as: NOBODY }, 9],
  ])(
    'silent ones among them cost no answer, nor do small buffers: %s %j',
    async (transport, options, most) => {
      const scale = await sweep({ transport, count: 30_000, concurrency: 5000, silent: 10, timeout: 2000, ...options })
      expect(scale.tally).toEqual({ answering: { reply: 27_000 }, silent: { timeout: 3000 } })
      expect(scale).toMatchObject({ once: true, drops: 0 })
      // As many as the kernel's buffer holds, which it may have made smaller than it was asked for.
      expect(scale.slots).toBeLessThanOrEqual(most)
    },
    160_000,
  )

  it.each(['raw', 'dgram'])(
    'take under 250 bytes of heap for a probe in flight: %s',
    async (transport) => {
      const command = [process.execPath, '--expose-gc', script('in-flight.mjs'), transport, SILENT, '10000', '50000']
      const { value } = await told<InFlight[]>(namespace.inside(command), { limit: 150_000 })
      for (const { heap, arrays, left } of value) {
        expect(heap).toBeLessThan(250)
        // Beside the heap: columns of numbers, which grow twofold.
        expect(arrays).toBeLessThan(220)
        // And it is given back.
        expect(left).toBeLessThan(1024 * 1024)
      }
    },
    160_000,
  )
})
