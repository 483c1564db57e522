import { describe, expect, it } from 'vitest'
import { Client } from '../client/client.js'
import type { IcmpError } from '../errors.js'
import { DGRAM, RAW } from '../testing/capabilities.js'
import { errorQuoting, ipv4, replyTo, sealed } from '../testing/packets.js'
import { echo, HOST, PcapBench, ROUTER, stamp, transmit, US } from '../testing/pcap-bench.js'
import { readBlocks, textOf } from '../testing/pcapng.js'
import { ScriptedTransport } from '../testing/scripted.js'
import type { Sink } from '../transport/contract.js'
import { withPcap } from './with-pcap.js'

const codes = (family: 4 | 6) => ({ request: family === 4 ? 8 : 128, reply: family === 4 ? 0 : 129 })

describe('the transport behind a capture', () => {
  it('is what it was: same name, clock, capabilities, identifiers, calls and results', async () => {
    const bench = await new PcapBench().open()
    const { socket, inner, transport } = bench
    const wrapped = withPcap(transport, { write: () => {} })
    expect([wrapped.name, wrapped.clock]).toEqual(['scripted', transport.clock])
    expect(await wrapped.check(4)).toEqual({ ok: true })
    expect(socket).toMatchObject({ mode: 'packet', capabilities: RAW, identifiers: inner.identifiers })
    expect('identifier' in socket).toBe(false)
    inner.room = 2
    inner.onSend = ({ token }) => inner.sink.sent(token, stamp(1))
    expect(socket.send([1, 2, 3].map((token) => transmit(token, 4)))).toBe(2)
    bench.put(bench.received(replyTo(echo(4, 1)), stamp(2)), (sink) => sink.sendFailed(2, failure('EPERM')))
    expect([socket.drain(1), socket.drain(1), socket.drain(1), socket.drops()]).toEqual([1, 1, 0, 3])
    for (const call of ['writable', 'drained'] as const) inner.sink[call]()
    inner.sink.closed(new Error('gone'))
    expect(bench.calls).toEqual(['sent 1', 'sent 2', 'packet', 'sendFailed 2', 'writable', 'drained', 'closed'])
    socket.keepAlive(true)
    expect(inner.alive).toBe(true)
    await socket.close()
    await socket.close()
    expect(inner.closed).toBe(2)
  })

  it('throws what it threw', async () => {
    const { socket, inner } = await new PcapBench().open()
    inner.send = () => {
      throw new Error('broken')
    }
    expect(() => socket.send([transmit(1, 4)])).toThrow('broken')
    const failing = new ScriptedTransport()
    failing.onOpen = () => {
      throw new Error('no socket')
    }
    await expect(withPcap(failing, { write: () => {} }).open({ family: 4 }, {} as Sink)).rejects.toThrow('no socket')
  })
})

describe('the file', () => {
  it('begins with its head, and has an interface for each socket that says what is reconstructed', async () => {
    const bench = await new PcapBench(DGRAM, { family: 6, device: 'eth0', dontFragment: true }).open({ snapLength: 96 })
    const [head, link] = readBlocks(bench.file)
    expect(textOf(head!, 4)).toBe('@icmp/core')
    expect([link!.body.getUint16(0, true), link!.body.getUint32(4, true)]).toEqual([101, 96])
    expect(textOf(link!, 2)).toBe('scripted-ipv6')
    const said =
      "ICMPv6 socket (eth0, don't fragment): IP headers are reconstructed, and ICMP errors from the error queue"
    expect(textOf(link!, 3)).toBe(said)
  })

  it("has a raw socket's received packets as they came, with the options of their headers", async () => {
    const bench = await new PcapBench().open()
    const icmp = replyTo(echo(4, 5))
    const packet = ipv4(HOST[4], US[4], icmp, 57)
    bench.put(bench.received(icmp, stamp(3.25), { header: packet.subarray(0, 20) }))
    bench.socket.drain(64)
    expect(bench.packets).toMatchObject([{ ms: 3, bytes: packet, length: packet.length, comment: undefined, flags: 1 }])
  })

  it.each([4, 6] as const)(
    'IPv%i: what a datagram socket sends has its identifier, and a checksum that holds',
    async (family) => {
      const bench = new PcapBench(DGRAM, { family })
      bench.transport.onOpen = (socket) => void Object.assign(socket, { identifier: 0xabcd, identifiers: undefined })
      await bench.open()
      const { socket } = bench
      const more = { source: US[family], hopLimit: 9, trafficClass: 0xb8, dontFragment: true }
      const icmp = echo(family, 1, 0xdead)
      socket.send([transmit(1, family, { ...more, icmp })])
      icmp.fill(0xa5)
      bench.put((sink) => sink.sent(1, stamp(2)))
      socket.drain(64)
      const [packet] = bench.decoded
      expect(bench.packets).toMatchObject([{ ms: 2, flags: 2, comment: 'IP header reconstructed' }])
      const limit = family === 4 ? { ttl: 9, dontFragment: true } : { hopLimit: 9 }
      const header = { trafficClass: 0xb8, source: US[family].bytes, destination: HOST[family].bytes, ...limit }
      expect(packet!.header).toMatchObject(header)
      expect(packet!.icmp!.checksum).toBe('valid')
      const { request } = codes(family)
      expect(packet!.icmp!.message).toMatchObject({ type: request, identifier: 0xabcd, sequence: 1 })
    },
  )

  it.each([4, 6] as const)("IPv%i: a request's source is where its reply was sent to", async (family) => {
    const bench = await new PcapBench(DGRAM, { family }).open()
    bench.socket.send([transmit(1, family), transmit(2, family, { to: ROUTER[family] })])
    const reply = echo(family, 1)
    reply[0] = codes(family).reply
    bench.put(
      (sink) => sink.sent(1, stamp(2)),
      (sink) => sink.sent(2, stamp(2.5)),
      bench.received(reply, stamp(3)),
    )
    bench.socket.drain(64)
    const limit = family === 4 ? 'TTL' : 'hop limit'
    expect(bench.packets.map(({ comment }) => comment)).toEqual([
      `IP header reconstructed; unknown: ${limit}`,
      `IP header reconstructed; unknown: ${limit}; source guessed`,
      'IP header reconstructed',
    ])
    expect(bench.decoded.map(({ header }) => header.source)).toEqual(
      [US, US, HOST].map((address) => address[family].bytes),
    )
    expect(bench.decoded.slice(0, 2).map(({ icmp }) => icmp!.checksum)).toEqual(['valid', 'valid'])
  })

  it('says so where no source is known at all, and puts the unspecified address', async () => {
    const bench = await new PcapBench(DGRAM).open()
    bench.socket.send([transmit(1, 4, { hopLimit: 3 })])
    bench.put((sink) => sink.sent(1, stamp(2)))
    bench.socket.drain(64)
    expect(bench.packets[0]!.comment).toBe('IP header reconstructed; unknown: source')
    expect(bench.decoded[0]!.header.source).toEqual(new Uint8Array(4))
  })

  it.each([
    [4, 3, 1, 0, { kind: 'destination-unreachable', code: 1 }],
    [4, 3, 4, 1400, { kind: 'destination-unreachable', code: 4, nextHopMtu: 1400 }],
    [4, 11, 0, 0, { kind: 'time-exceeded', code: 0 }],
    [4, 12, 0, 20, { kind: 'parameter-problem', pointer: 20 }],
    [6, 1, 3, 0, { kind: 'destination-unreachable', code: 3 }],
    [6, 2, 0, 1280, { kind: 'packet-too-big', mtu: 1280 }],
    [6, 3, 0, 0, { kind: 'time-exceeded', code: 0 }],
    [6, 4, 1, 40, { kind: 'parameter-problem', pointer: 40 }],
  ] as const)(
    'IPv%i: a report of type %i, code %i and info %i is the error it stands for',
    async (family, type, code, info, message) => {
      const bench = await new PcapBench(DGRAM, { family }).open()
      const report = { type, code, info, quoted: echo(family, 1), at: stamp(4), to: HOST[family], from: ROUTER[family] }
      bench.put(
        bench.received(replyTo(echo(family, 9), family), stamp(1)),
        (sink) => sink.report({ ...report, origin: 'network' }),
        // What this host itself refused was on no wire.
        (sink) => sink.report({ ...report, origin: 'local' }),
      )
      bench.socket.drain(64)
      const [, error, ...others] = bench.packets
      expect(others).toEqual([])
      expect(error).toMatchObject({ ms: 4, flags: 1 })
      expect(error!.comment).toMatch(
        /^IP header reconstructed; unknown: (TTL|hop limit); ICMP error from the socket's error queue/,
      )
      const packet = bench.decoded[1]!
      expect(packet.header.source).toEqual(ROUTER[family].bytes)
      expect(packet.header.destination).toEqual(US[family].bytes)
      expect(packet.icmp).toMatchObject({ checksum: 'valid', message })
      const { quoted } = packet.icmp!.message as { quoted: Uint8Array }
      expect(quoted.subarray(family === 4 ? 16 : 24)).toEqual(
        Uint8Array.from([...HOST[family].bytes, ...echo(family, 1)]),
      )
    },
  )

  it('keeps as much of a packet as it is told, and how long it was', async () => {
    const bench = await new PcapBench().open({ snapLength: 24 })
    const icmp = errorQuoting(3, 1, ipv4(US[4], HOST[4], echo(4, 1)))
    const header = ipv4(HOST[4], US[4], icmp).subarray(0, 20)
    // The socket itself has cut it before.
    bench.put(bench.received(icmp, stamp(1), { header, length: 500 }), bench.received(icmp, stamp(2), { length: 600 }))
    bench.socket.drain(64)
    expect(bench.packets.map(({ bytes, length }) => [bytes.length, length])).toEqual([
      [24, 520],
      [24, 620],
    ])
  })

  it('ends with what each socket received, lost and could not send', async () => {
    const bench = await new PcapBench().open()
    let drops = 2
    bench.inner.drops = () => drops
    bench.socket.send([1, 2, 3].map((token) => transmit(token, 4)))
    for (const token of [1, 2]) bench.put((sink) => sink.sendFailed(token, failure('EMSGSIZE')))
    bench.put((sink) => sink.sendFailed(3, failure('EPERM')))
    bench.put(bench.received(sealed(replyTo(echo(4, 1))), stamp(1)))
    bench.socket.drain(64)
    drops = 5
    bench.socket.drain(64)
    bench.put(bench.received(replyTo(echo(4, 2)), stamp(2)), bench.received(replyTo(echo(4, 3)), stamp(3)))
    bench.socket.drain(64)
    await bench.socket.close()
    expect(bench.packets.map(({ dropCount }) => dropCount)).toEqual([undefined, 5n, undefined])
    const statistics = readBlocks(bench.file).at(-1)!
    expect(statistics.type).toBe(5)
    const count = (code: number) => statistics.options.find((option) => option.code === code)?.value[0]
    expect([count(4), count(5)]).toEqual([3, 5])
    expect(textOf(statistics, 1)).toBe('Not sent, and not in this file: 2 EMSGSIZE, 1 EPERM.')
  })

  it('says that a socket broke, and why', async () => {
    const bench = await new PcapBench().open()
    bench.inner.drops = () => {
      throw new Error('closed')
    }
    bench.inner.sink.closed(new Error('the device is gone'))
    expect(textOf(readBlocks(bench.file).at(-1)!, 1)).toBe('The socket broke: the device is gone.')
  })
})

describe('a write that throws', () => {
  /** Pings a host that answers, over a transport whose file is full after so many writes. */
  async function pingWhileFull(after: number, onError?: (error: unknown) => void): Promise<() => Promise<string>> {
    const transport = new ScriptedTransport()
    transport.onOpen = (socket) => {
      socket.onSend = ({ icmp, to }) => {
        socket.inbox.push((sink) => sink.packet(replyTo(icmp), { from: to, length: icmp.length, at: { monotonic: 1 } }))
      }
    }
    let writes = 0
    const write = (): void => {
      if (++writes > after) throw new Error(`full ${writes}`)
    }
    const client = new Client({ transport: withPcap(transport, { write, onError }), random: () => {} })
    return async () => {
      const ending = client.probe({ to: HOST[4], data: new Uint8Array(56), timeout: 1000 })
      await transport.clock.advance(10)
      return (await ending).status
    }
  }

  it.each([1, 2, 3])('harms no probe: the capture is over, and that is told once (write %i)', async (after) => {
    const told: string[] = []
    const ping = await pingWhileFull(after, (error) => void told.push((error as Error).message))
    expect([await ping(), await ping(), await ping()]).toEqual(['reply', 'reply', 'reply'])
    expect(told).toEqual([`full ${after + 1}`])
  })

  it('is thrown again in a turn of its own, where nobody asked to be told', async () => {
    const ping = await pingWhileFull(2)
    await expect(ping()).rejects.toThrow('full 3')
    expect(await ping()).toBe('reply')
  })

  it('is thrown at once where the file can not even begin', async () => {
    await expect(pingWhileFull(0)).rejects.toThrow('full 1')
  })
})

it.each<[object, string]>([
  [{}, 'Invalid write undefined: give a function.'],
  [{ write: 'out.pcapng' }, 'Invalid write out.pcapng: give a function.'],
  [{ write: () => {}, wallClock: 5 }, 'Invalid wallClock 5: give a function.'],
  [{ write: () => {}, snapLength: 0 }, 'Invalid snap length 0: give a whole number of bytes from 1 to 4294967295.'],
])('refuses %j', (options, message) => {
  const refused = (): unknown => withPcap(new ScriptedTransport(), options as never)
  expect(refused).toThrow(message)
  expect(refused).toThrow(expect.objectContaining<Partial<IcmpError>>({ code: 'ICMP_INVALID_OPTION' }))
})

function failure(code: string): { code: string; errno: number; syscall: string } {
  return { code, errno: 1, syscall: 'sendmmsg' }
}
