/** Names of interfaces mean what they mean at the time of each ping. */
import { memoryTransport, network, VirtualClock } from '@icmp/transport-memory'
import { expect, it, vi } from 'vitest'
import { createPinger } from './pinger.js'

const eth = vi.hoisted(() => ({ index: 2 }))
vi.mock('./interfaces.js', () => ({
  requireInterface: () => eth.index,
  scopeOf: () => eth.index,
  zoneOf: (scope: number) => String(scope),
}))

it('a zone is looked up again for each ping: its interface may be another one by then', async () => {
  const clock = new VirtualClock()
  const transport = memoryTransport(network({ hosts: [] }), { clock })
  const asked: unknown[] = []
  const trace = (step: { type: string; address?: string }): void => {
    if (step.type === 'submitted') asked.push(step.address)
  }
  const pinger = await createPinger({ transport, trace })
  for (const index of [2, 2, 3]) {
    eth.index = index
    await clock.run(pinger.ping('fe80::7%eth0'))
  }
  expect(asked).toEqual(['fe80::7%2', 'fe80::7%2', 'fe80::7%3'])
  await pinger.close()
})
