import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createNamespace, type Namespace, noNamespaces } from './testing/namespace.js'
import { type Running, run, script, start } from './testing/run.js'

const why = noNamespaces()

interface Measured {
  idle: { rtt: number; rttSource: string }[]
  blocked: { rtt: number; rttSource: string; blockedFor: number }[]
}

describe.skipIf(why)(
  `an event loop blocked for 100 ms after sending${why === undefined ? '' : ` (skipped: ${why})`}`,
  () => {
    let namespace: Namespace
    let responder: Running
    beforeAll(async () => {
      namespace = createNamespace()
      // The kernel's own answers would be read in the turn that sends; this one's come 5 ms later, into the blocked loop.
      namespace.sysctl('net.ipv4.icmp_echo_ignore_all', '1')
      namespace.sysctl('net.ipv4.ping_group_range', '0 2147483647')
      responder = await start(
        namespace.inside([process.execPath, script('responder.mjs'), JSON.stringify({ delay: 5 })]),
      )
    })
    afterAll(async () => {
      await responder?.stop()
      namespace?.remove()
    })

    it.each(['raw', 'dgram'])('does not show in the round-trip time on %s', { retry: 2 }, async (transport) => {
      const command = [process.execPath, script('blocked.mjs'), transport, '127.0.0.1']
      const { stdout, stderr } = await run(namespace.inside(command))
      expect(stderr).toBe('')
      const { idle, blocked } = JSON.parse(stdout) as Measured
      expect([...idle, ...blocked].map(({ rttSource }) => rttSource)).toEqual(Array(20).fill('kernel'))
      for (const { blockedFor } of blocked) expect(blockedFor).toBeGreaterThanOrEqual(100)
      // The responder may be held up on a busy machine, for one answer or two: hence medians of ten.
      expect(Math.abs(median(blocked) - median(idle))).toBeLessThan(1)
    })
  },
)

interface Flood {
  replies: number
  timeouts: number
  others: number
  latest: number
  sources: Record<string, number>
  endedBefore: number
  drops: number
  timeout: number
}

describe.skipIf(why).each([
  [4, '127.0.0.1', 'net.ipv4.icmp_echo_ignore_all'],
  [6, '::1', 'net.ipv6.icmp.echo_ignore_all'],
] as const)(
  `an event loop blocked for 3 s while answers come over IPv%i${why === undefined ? '' : ` (skipped: ${why})`}`,
  (family, target, silence) => {
    let namespace: Namespace
    let responder: Running
    beforeAll(async () => {
      namespace = createNamespace()
      namespace.sysctl(silence, '1')
      namespace.sysctl('net.ipv4.ping_group_range', '0 2147483647')
      const options = JSON.stringify({ family, hold: 500 })
      responder = await start(namespace.inside([process.execPath, script('responder.mjs'), options]))
    })
    afterAll(async () => {
      await responder?.stop()
      namespace?.remove()
    })

    // The responder itself may be held up on a busy machine, and answer in more than a second.
    it.each([
      ['raw', 'as large a buffer as it asks for', undefined],
      ['raw', 'the default buffer', 212_992],
      ['raw', 'a buffer that overflows', 65_536],
      ['dgram', 'as large a buffer as it asks for', undefined],
      ['dgram', 'the default buffer', 212_992],
      ['dgram', 'a buffer that overflows', 65_536],
    ])('1,000 of them are all accounted for on %s with %s', { retry: 2 }, async (transport, _, buffer) => {
      const command = [
        process.execPath,
        script('blocked-flood.mjs'),
        transport,
        target,
        ...(buffer ? [`${buffer}`] : []),
      ]
      const { stdout, stderr } = await run(namespace.inside(command))
      expect(stderr).toBe('')
      const flood = JSON.parse(stdout) as Flood
      expect(flood.replies + flood.timeouts).toBe(1000)
      // What was read after three seconds had come in time, and says so.
      expect(flood.endedBefore).toBe(0)
      expect(flood.replies).toBeGreaterThan(500)
      expect(flood.sources).toEqual({ kernel: flood.replies })
      expect(flood.latest).toBeLessThanOrEqual(flood.timeout)
      // None that was there to be read was called a timeout: the own buffer lost as many as are missing. On raw the kernel
      // counts more: while the buffer is full, packets of others too, before it looks at any filter.
      if (transport === 'raw') expect(flood.timeouts).toBeLessThanOrEqual(flood.drops)
      else expect(flood.timeouts).toBe(flood.drops)
    })
  },
)

function median(measured: { rtt: number }[]): number {
  return measured.map(({ rtt }) => rtt).sort((a, b) => a - b)[Math.floor(measured.length / 2)]!
}
