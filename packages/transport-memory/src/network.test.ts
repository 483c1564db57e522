import { decodePacket, encodeIcmp, findQuotedEcho, formatAddress, type IcmpError, type Sink } from '@icmp/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Datagram, datagramBytes } from './datagram.js'
import { network } from './network.js'
import { toAddress } from './topology.js'
import { memoryTransport } from './transport.js'
import { VirtualClock } from './virtual-clock.js'

const LAB = network({
  routers: [
    { address: '192.0.2.254', delay: 2 },
    { address: '203.0.113.1', delay: 1, mtu: 600 },
    { address: '2001:db8::fe', delay: 2, mtu: 1300 },
  ],
  hosts: [
    { address: '198.51.100.7', via: ['192.0.2.254', '203.0.113.1'], delay: 3 },
    { address: '198.51.100.8', silent: true },
    { address: '198.51.100.9', via: ['192.0.2.254'], unreachable: { code: 13 } },
    { address: '2001:db8::7', via: ['2001:db8::fe'] },
  ],
})

function request(to: string, more: Partial<Datagram> = {}, size = 8): Datagram {
  const address = toAddress(to)
  const { family } = address
  const from = LAB.source(family)
  const pseudo = { source: from.bytes, destination: address.bytes }
  const type = family === 4 ? 8 : 128
  const data = new Uint8Array(size).fill(1)
  const icmp = encodeIcmp({ family, kind: 'echo-request', type, code: 0, identifier: 1, sequence: 2, data }, pseudo)
  return { from, to: address, hopLimit: 64, trafficClass: 0, dontFragment: false, icmp, ...more }
}

async function answersTo(packet: Datagram): Promise<[at: number, answer: Datagram][]> {
  const clock = new VirtualClock()
  const answers: [number, Datagram][] = []
  LAB.send(packet, clock, (answer) => answers.push([clock.now(), answer]))
  await clock.advance(1000)
  return answers
}

describe('a host', () => {
  it.each(['198.51.100.7', '2001:db8::7'])('%s answers after its whole path, with a sound packet', async (to) => {
    const [[at, answer], ...rest] = (await answersTo(request(to))) as [[number, Datagram]]
    expect(rest).toEqual([])
    expect(at).toBe(to.includes(':') ? 4 : 12)
    expect(formatAddress(answer.from)).toBe(to)
    expect(answer.hopLimit).toBe(to.includes(':') ? 63 : 62)
    const packet = decodePacket(datagramBytes(answer))
    expect(packet).toMatchObject({
      value: { icmp: { checksum: 'valid', message: { kind: 'echo-reply', sequence: 2 } } },
    })
  })

  it('that is silent, that nobody declared, or that gets rubbish, answers nothing', async () => {
    expect(await answersTo(request('198.51.100.8'))).toEqual([])
    expect(await answersTo(request('198.51.100.99'))).toEqual([])
    const damaged = request('198.51.100.7')
    damaged.icmp[12]! ^= 1
    expect(await answersTo(damaged)).toEqual([])
    const reply = request('198.51.100.7')
    reply.icmp[0] = 0
    expect(await answersTo(reply)).toEqual([])
  })

  it('may answer anything instead', async () => {
    const clock = new VirtualClock()
    const seen: [number, string][] = []
    const liar = network({
      hosts: [
        {
          address: '198.51.100.7',
          respond: ({ reply }) => [{ icmp: reply }, { icmp: reply, delay: 50, from: '203.0.113.9' }],
        },
      ],
    })
    liar.send(request('198.51.100.7'), clock, ({ from }) => seen.push([clock.now(), formatAddress(from)]))
    await clock.advance(1000)
    expect(seen).toEqual([
      [0, '198.51.100.7'],
      [50, '203.0.113.9'],
    ])
  })
})

describe('a router', () => {
  it.each([
    [1, '192.0.2.254', 4, 64],
    [2, '203.0.113.1', 6, 63],
  ])('says time exceeded at TTL %d, and quotes what it got', async (hopLimit, from, at, ttl) => {
    const [[when, answer]] = (await answersTo(request('198.51.100.7', { hopLimit }))) as [[number, Datagram]]
    expect([when, formatAddress(answer.from), answer.hopLimit]).toEqual([at, from, ttl])
    const packet = decodePacket(datagramBytes(answer))
    if (!packet.ok || packet.value.icmp === undefined) throw new Error('no ICMP')
    expect(packet.value.icmp).toMatchObject({ checksum: 'valid', message: { kind: 'time-exceeded', code: 0 } })
    expect(findQuotedEcho(packet.value.icmp.message)).toMatchObject({ identifier: 1, sequence: 2, hopLimit: 1 })
  })

  it('says unreachable, and packet too big where it must not cut', async () => {
    const kinds = async (packet: Datagram): Promise<unknown> => {
      const [[, answer]] = (await answersTo(packet)) as [[number, Datagram]]
      const decoded = decodePacket(datagramBytes(answer))
      return decoded.ok && decoded.value.icmp?.message
    }
    expect(await kinds(request('198.51.100.9'))).toMatchObject({ kind: 'destination-unreachable', code: 13 })
    expect(await kinds(request('198.51.100.7', { dontFragment: true }, 700))).toMatchObject({
      code: 4,
      nextHopMtu: 600,
    })
    expect(await kinds(request('198.51.100.7', {}, 700))).toMatchObject({ kind: 'echo-reply' })
    expect(await kinds(request('2001:db8::7', {}, 1400))).toMatchObject({ kind: 'packet-too-big', mtu: 1300 })
  })

  it('quotes no more than an error may carry', async () => {
    const [[, big4]] = (await answersTo(request('198.51.100.7', { hopLimit: 1 }, 1400))) as [[number, Datagram]]
    expect(datagramBytes(big4).length).toBe(576)
    const [[, big6]] = (await answersTo(request('2001:db8::7', { hopLimit: 1 }, 2000))) as [[number, Datagram]]
    expect(datagramBytes(big6).length).toBe(1280)
  })
})

describe('what is declared wrongly', () => {
  it.each([
    [{ hosts: [{ address: 'nowhere' }] }],
    [{ hosts: [{ address: '198.51.100.7', via: ['192.0.2.254'] }] }],
    [{ hosts: [{ address: '198.51.100.7', unreachable: { code: 1 } }] }],
    [{ hosts: [{ address: '198.51.100.7', via: ['2001:db8::1'] }], routers: [{ address: '2001:db8::1' }] }],
  ])('%o is refused', (options) => {
    try {
      network(options)
      expect.unreachable()
    } catch (error) {
      expect((error as IcmpError).code).toBe('ICMP_INVALID_OPTION')
    }
  })
})

/** A sink that only counts. */
function counting(): Sink & { counts: Record<string, number> } {
  const counts: Record<string, number> = {}
  const count = (name: string) => () => {
    counts[name] = (counts[name] ?? 0) + 1
  }
  const names = ['sent', 'sendFailed', 'packet', 'report', 'outcome', 'writable', 'drained', 'closed'] as const
  return Object.assign(Object.fromEntries(names.map((name) => [name, count(name)])), { counts }) as never
}

describe('a packet socket', () => {
  const to = toAddress('198.51.100.7')
  const icmp = request('198.51.100.7').icmp

  it('drops what nobody reads, and counts it', async () => {
    const clock = new VirtualClock()
    const sink = counting()
    const flood = network({
      hosts: [{ address: '198.51.100.7', respond: ({ reply }) => Array(30).fill({ icmp: reply }) }],
    })
    const socket = await memoryTransport(flood, { clock }).open({ family: 4, receiveBuffer: 832 * 10 }, sink)
    if (socket.mode !== 'packet') throw new Error('not a packet socket')
    socket.send([{ token: 1, to, icmp }])
    await clock.advance(0)
    expect(sink.counts).toMatchObject({ sent: 1 })
    expect(sink.counts.packet! + socket.drops()).toBe(30)
  })

  it('takes what fits and says when there is room again; closed, it says nothing more', async () => {
    const clock = new VirtualClock()
    const sink = counting()
    const socket = await memoryTransport(LAB, { clock, sendSlots: 2 }).open({ family: 4 }, sink)
    if (socket.mode !== 'packet') throw new Error('not a packet socket')
    const batch = [1, 2, 3].map((token) => ({ token, to, icmp }))
    expect(socket.send(batch)).toBe(2)
    expect(sink.counts.writable).toBeUndefined()
    await clock.advance(0)
    expect(sink.counts.writable).toBe(1)
    await socket.close()
    await socket.close()
    await clock.advance(1000)
    expect(sink.counts).toEqual({ sent: 2, writable: 1 })
    expect(socket.send(batch)).toBe(0)
  })

  it('swallows any bytes without a word', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 80 }), fc.boolean(), async (bytes, six) => {
        const clock = new VirtualClock()
        const socket = await memoryTransport(LAB, { clock }).open({ family: six ? 6 : 4 }, counting())
        if (socket.mode !== 'packet') throw new Error('not a packet socket')
        socket.send([{ token: 1, to: toAddress(six ? '2001:db8::7' : '198.51.100.7'), icmp: bytes, hopLimit: 1 }])
        await clock.advance(100)
      }),
      { numRuns: 200 },
    )
  })

  it('refuses an interface that there is not', async () => {
    const transport = memoryTransport(LAB, { clock: new VirtualClock() })
    await expect(transport.open({ family: 4, device: 'eth0' }, counting())).rejects.toMatchObject({
      code: 'ICMP_DEVICE_NOT_FOUND',
    })
  })
})
