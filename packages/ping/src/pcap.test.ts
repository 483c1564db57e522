import { decodePacket } from '@icmp/core'
import { memoryTransport, network, VirtualClock } from '@icmp/transport-memory'
import { describe, expect, it } from 'vitest'
import { createPinger } from './pinger.js'
import type { PcapTarget, PingAnswer } from './types.js'

const LAB = network({
  routers: [{ address: '192.0.2.254', delay: 2 }],
  hosts: [
    { address: '198.51.100.7', via: ['192.0.2.254'], delay: 3 },
    { address: '198.51.100.8', silent: true },
  ],
})

async function answers(mode: 'packet' | 'echo', pcap: PcapTarget | undefined): Promise<PingAnswer[]> {
  const clock = new VirtualClock()
  const pinger = await createPinger({ transport: memoryTransport(LAB, { clock, mode }), pcap })
  const told: PingAnswer[] = []
  for (const options of [{}, { ttl: 1 }]) told.push(await clock.run(pinger.ping('198.51.100.7', options)))
  told.push(await clock.run(pinger.ping('198.51.100.8', { timeout: 50 })))
  await pinger.close()
  return told
}

/** The packets of a file's enhanced packet blocks, with their times in milliseconds. */
function packetsOf(parts: readonly Uint8Array[]): { time: number; bytes: Uint8Array }[] {
  const packets: { time: number; bytes: Uint8Array }[] = []
  for (const part of parts) {
    const view = new DataView(part.buffer, part.byteOffset, part.byteLength)
    for (let at = 0; at < part.length; at += view.getUint32(at + 4, true)) {
      if (view.getUint32(at, true) !== 6) continue
      const units = (BigInt(view.getUint32(at + 12, true)) << 32n) | BigInt(view.getUint32(at + 16, true))
      const bytes = part.subarray(at + 28, at + 28 + view.getUint32(at + 20, true))
      packets.push({ time: Number(units / 1000n) / 1000, bytes })
    }
  }
  return packets
}

describe.each(['packet', 'echo'] as const)('a pinger that records, over %s sockets', (mode) => {
  it('gives the same answers, and has each packet by the wall clock', async () => {
    const parts: Uint8Array[] = []
    const before = Date.now()
    const recorded = await answers(mode, { write: (bytes) => parts.push(bytes) })
    expect(recorded).toEqual(await answers(mode, undefined))
    expect(recorded.map(({ status }) => status)).toEqual(['reply', 'time-exceeded', 'timeout'])
    const packets = packetsOf(parts)
    const types = packets.map(({ bytes }) => {
      const decoded = decodePacket(bytes)
      return decoded.ok ? [decoded.value.icmp?.message.kind, decoded.value.icmp?.checksum] : decoded
    })
    const request = ['echo-request', 'valid']
    expect(types).toEqual([request, ['echo-reply', 'valid'], request, ['time-exceeded', 'valid'], request])
    for (const { time } of packets) expect(Math.abs(time - before)).toBeLessThan(60_000)
  })
})

it.each(['ping.pcapng', {}, null])('refuses %j as a place to write to', async (pcap) => {
  const options = { transport: memoryTransport(LAB, { clock: new VirtualClock() }), pcap } as never
  await expect(createPinger(options)).rejects.toMatchObject({ code: 'ICMP_INVALID_OPTION' })
})
