import { describe, expect, it } from 'vitest'
import type { IcmpError } from '../errors.js'
import { DGRAM } from '../testing/capabilities.js'
import { replyTo, v4, v6 } from '../testing/packets.js'
import { ScriptedTransport } from '../testing/scripted.js'
import type { Transmit } from '../transport/contract.js'
import { Client, type ClientOptions, type ProbeOptions } from './client.js'
import { ProbeStream } from './stream.js'

const HOST = v4('198.51.100.7')

function probe(more: Partial<ProbeOptions> = {}): ProbeOptions {
  return { to: HOST, data: new Uint8Array(56), timeout: 1000, ...more }
}

function setUp(
  answer: (packet: Transmit) => Uint8Array | undefined = (packet) => replyTo(packet.icmp, packet.to.family),
  more: Partial<ClientOptions> = {},
) {
  const transport = new ScriptedTransport()
  transport.onOpen = (socket) => {
    socket.onSend = (packet) => {
      const icmp = answer(packet)
      if (icmp === undefined) return
      const at = { monotonic: transport.clock.time }
      socket.inbox.push((sink) => sink.packet(icmp, { from: packet.to, length: icmp.length, at }))
    }
  }
  return {
    transport,
    clock: transport.clock,
    client: new Client({ transport, random: (bytes) => bytes.fill(7), ...more }),
  }
}

const silent = (): undefined => undefined

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'no error',
    (error: IcmpError) => error.code,
  )
}

describe('a probe', () => {
  it('is sent, answered and read in one turn, and holds nothing open afterwards', async () => {
    const { client, clock, transport } = setUp()
    expect(await client.probe(probe())).toMatchObject({ status: 'reply', from: HOST, rtt: 0 })
    await clock.settle()
    expect(clock.held).toBe(0)
    expect(transport.sockets[0]!.alive).toBe(false)
  })

  it('times out when nothing comes, and holds the program open until then', async () => {
    const { client, clock, transport } = setUp(silent)
    const ending = client.probe(probe({ timeout: 700 }))
    await clock.advance(699)
    expect(clock.held).toBe(1)
    expect(transport.sockets[0]!.alive).toBe(true)
    await clock.advance(1)
    expect(await ending).toEqual({ status: 'timeout' })
    expect(clock.held).toBe(0)
  })

  it('is no timeout when its answer lay unread while the loop was blocked', async () => {
    const { client, clock, transport } = setUp(silent)
    const ending = client.probe(probe())
    await clock.settle()
    const [socket] = transport.sockets
    const icmp = replyTo(socket!.sent[0]!.icmp)
    clock.time = 5000
    const at = { monotonic: 5000, kernel: 100_020, offset: 100_000 }
    socket!.inbox.push((sink) => sink.packet(icmp, { from: HOST, length: 64, at }))
    await clock.advance(0)
    expect(await ending).toMatchObject({ status: 'reply', rtt: 20 })
  })

  it('can be aborted before and in the middle', async () => {
    const { client, clock } = setUp(silent)
    const before = AbortSignal.abort('no more')
    await expect(client.probe(probe(), before)).rejects.toMatchObject({ code: 'ICMP_ABORTED', cause: 'no more' })
    const controller = new AbortController()
    const code = codeOf(client.probe(probe(), controller.signal))
    await clock.settle()
    controller.abort()
    expect(await code).toBe('ICMP_ABORTED')
    await clock.settle()
    expect(clock.held).toBe(0)
  })

  it('that is aborted leaves its key alone from then on', async () => {
    const { client, transport } = setUp(silent)
    const controller = new AbortController()
    const ending = client.probe(probe({ timeout: 60_000 }), controller.signal)
    await transport.clock.advance(30_000)
    controller.abort()
    await expect(ending).rejects.toMatchObject({ code: 'ICMP_ABORTED' })
    expect(client.ready(probe())?.nextRested).toBe(transport.clock.now() + 10_000)
  })

  it('rejects when the pinger is closed under it, and after', async () => {
    const { client, clock, transport } = setUp(silent)
    const code = codeOf(client.probe(probe()))
    await clock.settle()
    await client.close()
    await client.close()
    expect(await code).toBe('ICMP_CLOSED')
    expect(await codeOf(client.probe(probe()))).toBe('ICMP_CLOSED')
    expect(transport.sockets[0]!.closed).toBe(1)
  })

  it('rejects with the cause when the socket breaks; the next probe opens another', async () => {
    const { client, clock, transport } = setUp(silent)
    const ending = client.probe(probe())
    ending.catch(() => {})
    await clock.settle()
    const cause = new Error('network is down')
    transport.sockets[0]!.sink.closed(cause)
    await expect(ending).rejects.toMatchObject({ code: 'ICMP_CLOSED', cause })
    transport.onOpen = () => {}
    void client.probe(probe()).catch(() => {})
    await clock.settle()
    expect(transport.sockets.length).toBe(2)
  })

  it('refuses what the socket can not put on a packet', async () => {
    const { client, transport } = setUp()
    transport.capabilities = { ...transport.capabilities, perPacket: [], maxPayload: 60 }
    for (const option of [{ hopLimit: 3 }, { trafficClass: 1 }, { source: HOST }, { interface: 1 }]) {
      expect(await codeOf(client.probe(probe(option)))).toBe('ICMP_UNSUPPORTED')
    }
    expect(await codeOf(client.probe(probe({ data: new Uint8Array(61) })))).toBe('ICMP_PAYLOAD_TOO_LARGE')
  })

  it('rejects with what opening gave, and the next one tries again', async () => {
    const { client, transport } = setUp()
    const { onOpen } = transport
    transport.onOpen = () => {
      throw new Error('no socket')
    }
    await expect(client.probe(probe())).rejects.toThrow('no socket')
    transport.onOpen = onOpen
    expect(await client.probe(probe())).toMatchObject({ status: 'reply' })
  })
})

describe('sockets', () => {
  it('are shared by all probes of a kind', async () => {
    const { client, transport } = setUp()
    await Promise.all(Array.from({ length: 100 }, () => client.probe(probe())))
    expect(transport.sockets.length).toBe(1)
    await client.probe(probe({ to: v6(7) }))
    await client.probe(probe({ device: 'eth7' }))
    await client.probe(probe({ broadcast: true }))
    expect(transport.sockets.map(({ options }) => [options.family, options.device, options.broadcast])).toEqual([
      [4, undefined, undefined],
      [6, undefined, undefined],
      [4, 'eth7', undefined],
      [4, undefined, true],
    ])
  })

  it("don't-fragment gets one of its own where it can't travel with the packet", async () => {
    const { client, transport } = setUp()
    await client.probe(probe({ dontFragment: true }))
    await client.probe(probe({ dontFragment: true }))
    await client.probe(probe())
    expect(transport.sockets.map(({ options, sent }) => [options.dontFragment, sent.length])).toEqual([
      [undefined, 1],
      [true, 2],
    ])
    const other = setUp()
    other.transport.capabilities = { ...other.transport.capabilities, perPacket: ['dontFragment'] }
    await other.client.probe(probe({ dontFragment: true }))
    expect(other.transport.sockets.length).toBe(1)
    expect(other.transport.sockets[0]!.sent[0]!.dontFragment).toBe(true)
  })

  it("allowed fragmentation is a socket's too; what a packet can't say is not given with it", async () => {
    const { client, transport } = setUp()
    for (const dontFragment of [false, 'want', 'want', undefined] as const) await client.probe(probe({ dontFragment }))
    const seen = transport.sockets.map(({ options, sent }) => [
      options.dontFragment,
      sent[0]!.dontFragment,
      sent.length,
    ])
    expect(seen).toEqual([
      [undefined, undefined, 1],
      [false, false, 1],
      ['want', undefined, 2],
    ])
  })

  it('a send buffer of a chosen size gets one of its own', async () => {
    const { client, transport } = setUp()
    for (const sendBuffer of [undefined, 9216, 9216, 18_432]) await client.probe(probe({ sendBuffer }))
    const seen = transport.sockets.map(({ options, sent }) => [options.sendBuffer, sent.length])
    expect(seen).toEqual([
      [undefined, 1],
      [9216, 2],
      [18_432, 1],
    ])
  })

  it('that are full wait for room, and send the rest in order', async () => {
    const { client, clock, transport } = setUp()
    const { onOpen } = transport
    transport.onOpen = (socket) => {
      onOpen(socket)
      socket.room = 10
    }
    const all = Promise.all(Array.from({ length: 25 }, () => client.probe(probe())))
    await clock.settle()
    const [socket] = transport.sockets
    expect(socket!.sent.length).toBe(10)
    socket!.room = 100
    socket!.sink.writable()
    expect((await all).every(({ status }) => status === 'reply')).toBe(true)
    const tokens = socket!.sent.map(({ token }) => token)
    expect(tokens).toEqual([...tokens].sort((a, b) => a - b))
  })

  it.each([2, 1])(
    'of which %i may be open leave the keys of silent targets alone as long as they can',
    async (most) => {
      const { transport, clock, client } = setUp(silent, { mostSockets: most })
      transport.capabilities = { ...DGRAM, receiveSlots: 1e6 }
      transport.identifiers = { first: 0x100, count: 1 }
      const silence = async (count: number): Promise<void> => {
        const all = Promise.all(Array.from({ length: count }, () => client.probe(probe({ timeout: 50 }))))
        await clock.advance(60)
        await all
      }
      const sent = (): number[] => transport.sockets.map((socket) => socket.sent.splice(0).length)
      // Three quarters of the keys.
      await silence(49_152)
      sent()
      await silence(1)
      expect(sent()).toEqual(most === 2 ? [0, 1] : [1])
      await clock.advance(10_100)
      await silence(1)
      // By now those of the first socket have rested; the one at hand is used as long as it has room.
      expect(sent()).toEqual(most === 2 ? [0, 1] : [1])
    },
  )

  it('tell what their buffers lost', async () => {
    const { client } = setUp()
    expect(client.drops()).toBeUndefined()
    await client.probe(probe())
    expect(client.drops()).toBe(3)
    await client.close()
    expect(client.drops()).toBe(3)
  })

  it('tell also what was lost by those that broke', async () => {
    const { client, transport } = setUp()
    await client.probe(probe())
    transport.sockets[0]!.sink.closed(new Error('ENETDOWN'))
    expect(client.drops()).toBe(3)
    await client.probe(probe())
    expect(transport.sockets).toHaveLength(2)
    expect(client.drops()).toBe(6)
    await client.close()
    expect(client.drops()).toBe(6)
  })
})

describe('a stream', () => {
  const at = { interval: 100, count: 3 }

  it('sends by its schedule and gives the endings as they come', async () => {
    const { client, clock } = setUp()
    const sent: [number, number][] = []
    const stream = new ProbeStream(client, probe(), { ...at, onSend: (sequence) => sent.push([sequence, clock.time]) })
    const seen: number[] = []
    const loop = (async () => {
      for await (const { sequence, ending } of stream) if (ending.status === 'reply') seen.push(sequence)
    })()
    await clock.advance(1000)
    await loop
    expect(sent).toEqual([
      [1, 0],
      [2, 100],
      [3, 200],
    ])
    expect(seen).toEqual([1, 2, 3])
    expect(clock.held).toBe(0)
  })

  it('does not wait for answers, nor make up for a blocked loop in a burst, and keeps to its turns', async () => {
    const { client, clock } = setUp(silent)
    const sent: number[] = []
    const options = { ...at, count: 6, onSend: () => sent.push(clock.time) }
    const stream = new ProbeStream(client, probe(), options)
    void stream.next()
    await clock.advance(250)
    clock.time = 950
    await clock.advance(300)
    expect(sent).toEqual([0, 100, 200, 950, 1000, 1100])
  })

  it('with interval 0 sends the next as soon as the last one ended', async () => {
    const { client, clock } = setUp()
    const seen: number[] = []
    const loop = (async () => {
      for await (const { sequence } of new ProbeStream(client, probe(), { interval: 0, count: 50 })) seen.push(sequence)
    })()
    await clock.settle()
    await clock.advance(0)
    await loop
    expect(seen.length).toBe(50)
    expect(clock.time).toBe(0)
  })

  it('that is left cancels what is pending and leaves no timer', async () => {
    const { client, clock } = setUp(({ token, icmp }) => (token === 1 ? replyTo(icmp) : undefined))
    const loop = (async () => {
      for await (const { sequence } of new ProbeStream(client, probe(), { ...at, count: 100 }))
        if (sequence === 1) break
    })()
    await clock.advance(350)
    await loop
    await clock.settle()
    expect(clock.held).toBe(0)
  })

  it('ends by its signal with ICMP_ABORTED', async () => {
    const { client, clock } = setUp(silent)
    const controller = new AbortController()
    const stream = new ProbeStream(client, probe(), { ...at, signal: controller.signal })
    const code = codeOf(stream.next())
    await clock.advance(150)
    controller.abort()
    expect(await code).toBe('ICMP_ABORTED')
    expect(await stream.next()).toEqual({ value: undefined, done: true })
    await clock.settle()
    expect(clock.held).toBe(0)
  })

  it('stops sending while nobody takes its endings, and goes on when somebody does', async () => {
    const { client, clock, transport } = setUp()
    const stream = new ProbeStream(client, probe(), { interval: 1, count: 5000 })
    await stream.next()
    await clock.advance(3000)
    const sent = transport.sockets[0]!.sent.length
    expect(sent).toBeLessThan(1100)
    for (let i = 0; i < 1024; i++) await stream.next()
    await clock.advance(10)
    expect(transport.sockets[0]!.sent.length).toBeGreaterThan(sent)
  })

  it('tells of strays with the number of the probe they belong to', async () => {
    const { client, clock, transport } = setUp()
    const strays: [string, number][] = []
    const stream = new ProbeStream(client, probe(), {
      ...at,
      onEvent: ({ type }, sequence) => strays.push([type, sequence]),
    })
    void stream.next()
    await clock.advance(150)
    const [socket] = transport.sockets
    const { icmp } = socket!.sent[1]!
    const copy = replyTo(icmp)
    socket!.inbox.push((sink) => sink.packet(copy, { from: HOST, length: 64, at: { monotonic: 150 } }))
    socket!.wake()
    expect(strays).toEqual([['duplicate', 2]])
  })
})
