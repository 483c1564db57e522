/** Answers that come a while after their requests, all at once, into buffers that hold few. */
import type { Transport } from '@icmp/core'
import { memoryTransport, network, realClock, VirtualClock } from '@icmp/transport-memory'
import { describe, expect, it } from 'vitest'
import { createPinger } from './pinger.js'

const net = network({
  hosts: [
    { address: '198.51.100.1', delay: 5 },
    { address: '198.51.100.2', silent: true },
  ],
})

describe('2,000 pings at once over a buffer of 256 replies', () => {
  it('lose nothing to it', async () => {
    const clock = new VirtualClock()
    const pinger = await createPinger({ transport: memoryTransport(net, { clock }) })
    const answers = await clock.run(Promise.all(Array.from({ length: 2000 }, () => pinger.ping('198.51.100.1'))))
    expect(answers.filter(({ ok }) => ok)).toHaveLength(2000)
    expect(pinger.localDrops()).toBe(0)
    await pinger.close()
  })

  // Simulated answers come by this program's own timers: a machine that stands still brings many at once.
  it('lose nothing unaccounted for in real time', async () => {
    const pinger = await createPinger({ transport: memoryTransport(net, { clock: realClock }) })
    const answers = await Promise.all(Array.from({ length: 2000 }, () => pinger.ping('198.51.100.1')))
    expect(answers.filter(({ ok }) => ok).length + (pinger.localDrops() ?? 0)).toBe(2000)
    await pinger.close()
  })

  it.each([128, 256])('are never more on the way than %i answers fit', async (slots) => {
    const clock = new VirtualClock()
    let onTheWay = 0
    let most = 0
    const far = network({
      hosts: [
        {
          address: '198.51.100.3',
          delay: 10,
          respond: ({ reply }) => {
            most = Math.max(most, ++onTheWay)
            return [{ icmp: reply }]
          },
        },
      ],
    })
    const wide = memoryTransport(far, { clock })
    // What such a buffer has room for, as the transport reckons.
    const transport: Transport = {
      ...wide,
      open: (options, sink) => wide.open({ ...options, receiveBuffer: slots * 832 }, sink),
    }
    const pinger = await createPinger({ transport })
    const ping = async (): Promise<string> => {
      const { status } = await pinger.ping('198.51.100.3', { timeout: 1000 })
      onTheWay--
      return status
    }
    const endings = await clock.run(Promise.all(Array.from({ length: 2000 }, ping)))
    expect(new Set(endings)).toEqual(new Set(['reply']))
    expect(pinger.localDrops()).toBe(0)
    expect(most).toBeLessThanOrEqual(slots)
    // Nor many fewer: each weighs a slot and an eighth.
    expect(most).toBeGreaterThan(slots * 0.8)
    await pinger.close()
  })

  it('wait for silent targets no longer than answers take, and not until they run out', async () => {
    const clock = new VirtualClock()
    const pinger = await createPinger({ transport: memoryTransport(net, { clock }) })
    const silent = Array.from({ length: 2000 }, () => pinger.ping('198.51.100.2', { timeout: 60_000 }))
    const answer = await clock.run(pinger.ping('198.51.100.1', { timeout: 60_000 }))
    expect(answer.ok).toBe(true)
    // Eight windows of at most a tenth of a second; a timeout takes a minute.
    expect(clock.now()).toBeLessThan(1500)
    await pinger.close()
    await Promise.allSettled(silent)
  })
})

describe('an echo socket that is full', () => {
  it('is told of a cancel at once, and takes the next one', async () => {
    const clock = new VirtualClock()
    const transport = memoryTransport(net, { clock, mode: 'echo', mostRequests: 1 })
    const pinger = await createPinger({ transport })
    const controller = new AbortController()
    const first = pinger.ping('198.51.100.2', { timeout: 3_600_000, signal: controller.signal })
    const second = pinger.ping('198.51.100.1')
    clock.setTimer(20, () => controller.abort())
    await expect(clock.run(first)).rejects.toMatchObject({ code: 'ICMP_ABORTED' })
    expect(await clock.run(second)).toMatchObject({ status: 'reply' })
    expect(clock.now()).toBeLessThan(1000)
  })
})
