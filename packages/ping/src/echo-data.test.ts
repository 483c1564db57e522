import { memoryTransport, network, VirtualClock } from '@icmp/transport-memory'
import { describe, expect, it } from 'vitest'
import { echoData } from './echo-data.js'
import { createPinger } from './pinger.js'
import type { PingOptions } from './types.js'

/** The data bytes of a request as its target receives them. */
async function onTheWire(options: PingOptions): Promise<number[]> {
  let data: number[] = []
  const host = {
    address: '198.51.100.1',
    respond: ({ icmp, reply }: { icmp: Uint8Array; reply: Uint8Array }) => {
      data = [...icmp.subarray(8)]
      return [{ icmp: reply }]
    },
  }
  const clock = new VirtualClock()
  const pinger = await createPinger({ transport: memoryTransport(network({ hosts: [host] }), { clock }) })
  expect(await clock.run(pinger.ping('198.51.100.1', options))).toMatchObject({ status: 'reply', data: 'intact' })
  await pinger.close()
  return data
}

describe('echo data', () => {
  const pattern = Uint8Array.of(0xaa, 0xbb, 0xcc)

  it('is the pattern over and over, or each byte its offset', () => {
    expect([...echoData(7, pattern)]).toEqual([0xaa, 0xbb, 0xcc, 0xaa, 0xbb, 0xcc, 0xaa])
    expect([...echoData(3)]).toEqual([0, 1, 2])
    expect(echoData(0, pattern).length).toBe(0)
    expect(echoData(300)[256]).toBe(0)
  })

  it('of less than 16 bytes goes out as it is', async () => {
    expect(await onTheWire({ size: 0, pattern })).toEqual([])
    expect(await onTheWire({ size: 4, pattern })).toEqual([0xaa, 0xbb, 0xcc, 0xaa])
    expect(await onTheWire({ size: 15, pattern })).toEqual([...echoData(15, pattern)])
  })

  it('of 16 and more goes out with the cookie in its first 16, and the pattern goes on behind it', async () => {
    expect((await onTheWire({ size: 20, pattern })).slice(16)).toEqual([0xbb, 0xcc, 0xaa, 0xbb])
    expect((await onTheWire({ size: 20 })).slice(16)).toEqual([16, 17, 18, 19])
  })
})
