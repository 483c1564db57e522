import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSilentNamespace, type Namespace, noNamespaces } from './testing/namespace.js'
import { script, told } from './testing/run.js'

const why = noNamespaces('nft')
const SILENT = '127.200.0.1'

interface Left {
  outcomes: Record<string, string>
  kept: Record<string, unknown>
  opened: number
}

interface Slow {
  taken: Record<'sweep' | 'stream', number>
  sent: Record<'sweep' | 'stream', number>
  grown: number
  drops: number
}

describe.skipIf(why)(`streams and sweeps${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  let namespace: Namespace
  beforeAll(() => {
    namespace = createSilentNamespace(SILENT)
  })
  afterAll(() => namespace.remove())

  describe.each(['raw', 'dgram'])('on %s', (transport) => {
    it('that end before their time leave no descriptor, no thread, and nothing that holds the event loop', async () => {
      const command = [process.execPath, script('left.mjs'), transport, SILENT, 'close']
      const { value, code } = await told<Left>(namespace.inside(command))
      const { outcomes, kept, opened } = value
      expect(kept).toEqual({})
      // The list does show sockets, when there are some.
      expect(opened).toBe(1)
      expect(outcomes).toMatchObject({
        'ping, aborted': 'ICMP_ABORTED',
        'targets that throw': 'broken',
        'targets that reject': 'broken',
        'abort before next': 'ICMP_ABORTED,ICMP_ABORTED',
        'sweep, abort': 'ICMP_ABORTED',
        'stream, abort': 'ICMP_ABORTED',
        'retries, close': 'ICMP_CLOSED',
        'rate, close': 'ICMP_CLOSED',
        'stream, close': 'ICMP_CLOSED',
      })
      expect(code).toBe(0)
    })

    it('that end before their time let the process end, though no pinger was closed', async () => {
      // Their probes would have waited for an hour: what is killed as it takes too long has no exit code.
      const command = [process.execPath, script('left.mjs'), transport, SILENT]
      const { value, code } = await told<Left>(namespace.inside(command))
      expect(value.kept).toEqual({})
      expect(code).toBe(0)
    })

    it('with a consumer that takes 10 ms for each answer grow no memory', async () => {
      const command = [process.execPath, '--expose-gc', script('slow.mjs'), transport]
      const { value } = await told<Slow>(namespace.inside(command))
      const { taken, sent, grown, drops } = value
      expect(taken).toEqual({ sweep: 400, stream: 400 })
      expect(sent.sweep - taken.sweep).toBeLessThanOrEqual(500)
      // 1,024 that nobody has taken, and those that were on the way then.
      expect(sent.stream - taken.stream).toBeLessThan(1200)
      // What goes on without a bound would have sent some 4,000 in that time: a megabyte of answers.
      expect(grown).toBeLessThan(512 * 1024)
      expect(drops).toBe(0)
    })
  })
})
