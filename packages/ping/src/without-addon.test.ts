import { memoryTransport, network, VirtualClock } from '@icmp/transport-memory'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPinger } from './pinger.js'
import type { Pinger } from './types.js'

/** A simulated network needs no binary; what only the system knows is a typed error. */
describe('without the addon', () => {
  const clock = new VirtualClock()
  const before = process.env.ICMP_NATIVE_BINARY
  let pinger: Pinger
  beforeAll(async () => {
    process.env.ICMP_NATIVE_BINARY = '/nonexistent.node'
    const hosts = [{ address: 'fe80::1' }, { address: '198.51.100.7' }]
    pinger = await createPinger({ transport: memoryTransport(network({ hosts }), { clock }) })
  })
  afterAll(() => {
    if (before === undefined) delete process.env.ICMP_NATIVE_BINARY
    else process.env.ICMP_NATIVE_BINARY = before
  })

  it('addresses with a zone by number are pinged', async () => {
    expect(await clock.run(pinger.ping('fe80::1%1'))).toMatchObject({ status: 'reply', address: 'fe80::1%1' })
    expect(await clock.run(pinger.ping('198.51.100.7'))).toMatchObject({ status: 'reply' })
  })
  it.each<[string, object]>([
    ['fe80::1%eth0', {}],
    ['198.51.100.7', { interface: 'eth0' }],
  ])('%s %o is refused for the missing binary', async (target, options) => {
    await expect(pinger.ping(target, options)).rejects.toMatchObject({ name: 'IcmpError', code: 'ICMP_BINARY_MISSING' })
  })
})
