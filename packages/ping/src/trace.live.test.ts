import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createNamespace, type Namespace, noNamespaces } from './testing/namespace.js'
import { run, script } from './testing/run.js'

const why = noNamespaces()

describe.skipIf(why)(`the trace of a real ping${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  let namespace: Namespace
  beforeAll(() => {
    namespace = createNamespace()
    namespace.sysctl('net.ipv4.ping_group_range', '0 2147483647')
  })
  afterAll(() => namespace.remove())

  it.each(['raw', 'dgram'])(
    "over %s has the kernel's stamp, and subscribers that throw harm no probe",
    async (transport) => {
      const { stdout, stderr } = await run(namespace.inside([process.execPath, script('traced.mjs'), transport]))
      expect(stderr).toBe('')
      const { statuses, first, rtt, uncaught, before } = JSON.parse(stdout)
      expect(statuses).toEqual(['reply', 'reply', 'reply'])
      const probe = { transport, socket: 0, family: 4, token: 1, address: '127.0.0.1' }
      expect(first).toMatchObject([
        { type: 'submitted', ...probe, size: 56, timeout: 4000 },
        { type: 'sent', ...probe, identifier: expect.any(Number), sequence: 1 },
        { type: 'stamped', ...probe, kernel: expect.any(Number), offset: expect.any(Number) },
        { type: 'ended', ...probe, status: 'reply', from: '127.0.0.1', rtt, rttSource: 'kernel', ttl: 64, bytes: 64 },
      ])
      // The kernel's stamp, on the clock of the other times, lies between two of them.
      const { kernel, offset } = first[2]
      expect(Math.abs(kernel - before)).toBeLessThan(60_000)
      expect(kernel - offset).toBeLessThanOrEqual(first[2].at)
      expect(kernel - offset).toBeGreaterThan(first[0].at - 1)
      // Node tells each as an uncaught exception: four of each probe.
      const kinds = ['submitted', 'sent', 'stamped', 'ended'].map((name) => `a subscriber of ${name} fails`)
      expect([...uncaught].sort()).toEqual([...kinds, ...kinds, ...kinds].sort())
    },
  )
})
