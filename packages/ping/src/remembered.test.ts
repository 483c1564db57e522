/** What a pinger keeps of probes that have ended. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { memoryTransport, network, VirtualClock } from '@icmp/transport-memory'
import { describe, expect, it } from 'vitest'
import { createPinger } from './pinger.js'

const LARGE = 65_507
const net = network({ hosts: [{ address: '198.51.100.1' }, { address: '198.51.100.2', silent: true }] })

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Bytes of all array buffers that somebody still has. */
async function held(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    collect()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return process.memoryUsage().arrayBuffers
}

describe('a stream that nobody takes from any more', () => {
  it('is forgotten once it has stopped sending, though the pinger is not', async () => {
    const clock = new VirtualClock()
    const pinger = await createPinger({ transport: memoryTransport(net, { clock }) })
    let sent = 0
    const abandon = async (): Promise<WeakRef<object>> => {
      const mark = {}
      const onSend = (): void => {
        if (mark !== undefined) sent++
      }
      await clock.run(pinger.stream('198.51.100.1', { interval: 1, onSend }).next())
      return new WeakRef(mark)
    }
    const mark = await abandon()
    await clock.advance(5000)
    const stopped = sent
    await clock.advance(5000)
    expect(sent).toBe(stopped)
    // Ended probes are remembered, and know whose they were, until as many others have ended.
    for (let n = 0; n < 1100; n++) await clock.run(pinger.ping('198.51.100.1'))
    await held()
    expect(mark.deref()).toBeUndefined()
    await pinger.close()
  })
})

describe.each(['packet', 'echo'] as const)('over %s sockets', (mode) => {
  it.each(['198.51.100.1', '198.51.100.2'])(
    '300 pings of 65,000 bytes to %s leave no 300 times their data',
    async (to) => {
      const clock = new VirtualClock()
      const pinger = await createPinger({ transport: memoryTransport(net, { clock, mode }) })
      const options = { size: 65_000, timeout: 10 }
      await clock.run(pinger.ping(to, options))
      const before = await held()
      for (let n = 0; n < 300; n++) await clock.run(pinger.ping(to, options))
      expect((await held()) - before).toBeLessThan(20 * LARGE)
      await pinger.close()
    },
  )
})
