import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Transport } from '@icmp/core'
import { memoryTransport, network, VirtualClock } from '@icmp/transport-memory'
import { describe, expect, it } from 'vitest'
import { createPinger } from './pinger.js'
import { sweep } from './sweep.js'
import type { PingAnswer, Pinger } from './types.js'

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc') as () => void

const HOSTS = network({ hosts: [{ address: '198.51.100.7' }, { address: '198.51.100.8', silent: true }] })

/** A simulated network that counts its sockets. */
class Counted {
  readonly clock: VirtualClock = new VirtualClock()
  readonly transport: Transport
  opened = 0
  open = 0

  constructor() {
    const inner = memoryTransport(HOSTS, { clock: this.clock })
    this.transport = {
      ...inner,
      open: async (options, sink) => {
        const socket = await inner.open(options, sink)
        const close = socket.close.bind(socket)
        this.opened++
        this.open++
        socket.close = () => {
          this.open--
          return close()
        }
        return socket
      },
    }
  }

  /** Collects until no more than that many sockets are open; the test's time limit ends it otherwise. */
  async collected(left = 0): Promise<void> {
    while (this.open > left) {
      gc()
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
}

type Use = (pinger: Pinger, clock: VirtualClock) => Promise<unknown>

/** Makes a pinger that nothing refers to once the promise is settled but what `use` leaves behind. */
async function drop({ transport, clock }: Counted, use: Use): Promise<void> {
  const pinger = await createPinger({ transport })
  await use(pinger, clock)
}

const uses: Record<string, Use> = {
  'a ping': (pinger, clock) => clock.run(pinger.ping('198.51.100.7')),
  'a ping that timed out': (pinger, clock) => clock.run(pinger.ping('198.51.100.8', { timeout: 100 })),
  'a stream that ended': (pinger, clock) => {
    // Listeners that hold the pinger, as they often do.
    const told = (): string => pinger.transport
    const options = { count: 3, interval: 10, onSend: told, onEvent: told }
    return clock.run(
      (async () => {
        for await (const _ of pinger.stream('198.51.100.7', options));
      })(),
    )
  },
  'a stream that was left': (pinger, clock) => {
    const told = (): string => pinger.transport
    return clock.run(
      (async () => {
        for await (const _ of pinger.stream('198.51.100.7', { interval: 10, onSend: told, onEvent: told })) break
      })(),
    )
  },
  'a sweep': (pinger, clock) =>
    clock.run(
      (async () => {
        for await (const _ of sweep(['198.51.100.7', '198.51.100.8'], { pinger, timeout: 100 }));
      })(),
    ),
}

describe('a pinger that nobody refers to', () => {
  it.each(Object.entries(uses))('closes its sockets after %s', async (_, use) => {
    const counted = new Counted()
    await drop(counted, use)
    expect(counted.opened).toBe(1)
    await counted.collected()
  })

  it('goes on with what somebody waits for', async () => {
    const counted = new Counted()
    const { clock } = counted
    const waiting: Promise<unknown>[] = []
    await drop(counted, async (pinger) => {
      waiting.push(pinger.ping('198.51.100.8', { timeout: 1000 }))
    })
    await drop(counted, async (pinger) => {
      const answers: PingAnswer['status'][] = []
      const all = async (): Promise<unknown> => {
        for await (const { status } of pinger.stream('198.51.100.7', { count: 3, interval: 400 })) answers.push(status)
        return answers
      }
      waiting.push(all())
    })
    await drop(counted, uses['a ping']!)
    await clock.advance(1)
    expect(counted.opened).toBe(3)
    // That the third was collected shows that the others could have been.
    await counted.collected(2)
    await clock.advance(500)
    gc()
    const [ping, stream] = await clock.run(Promise.all(waiting))
    expect(ping).toMatchObject({ status: 'timeout' })
    expect(stream).toEqual(['reply', 'reply', 'reply'])
    waiting.length = 0
    await counted.collected()
  })
})
