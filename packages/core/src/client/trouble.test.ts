/** What must not harm others: sockets that throw or break, callers that misuse. */
import { describe, expect, it } from 'vitest'
import type { IcmpError } from '../errors.js'
import { replyTo, v4, v6 } from '../testing/packets.js'
import { ScriptedTransport } from '../testing/scripted.js'
import type { AbortSignalLike } from './abort.js'
import { Client, type ProbeOptions } from './client.js'
import { ProbeStream } from './stream.js'

const HOST = v4('198.51.100.7')
const random = (bytes: Uint8Array): void => void bytes.fill(7)

function probe(more: Partial<ProbeOptions> = {}): ProbeOptions {
  return { to: HOST, data: new Uint8Array(56), timeout: 1000, ...more }
}

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error: IcmpError) => error.code,
  )

/** A transport whose hosts all answer. */
function answering(): ScriptedTransport {
  const transport = new ScriptedTransport()
  transport.onOpen = (socket) => {
    socket.onSend = ({ icmp, to }) => {
      const at = { monotonic: transport.clock.time }
      socket.inbox.push((sink) => sink.packet(replyTo(icmp), { from: to, length: icmp.length, at }))
    }
  }
  return transport
}

describe('more probes at once than a socket has keys', () => {
  it('all end, over as many sockets as it takes', async () => {
    const transport = answering()
    // One identifier, as on datagram sockets: 65,536 keys.
    const { onOpen } = transport
    transport.onOpen = (socket) => {
      Object.assign(socket, { identifiers: { first: 1, count: 1 } })
      onOpen(socket)
    }
    const client = new Client({ transport, random })
    const all = Promise.all(Array.from({ length: 70_000 }, () => client.probe(probe({ data: new Uint8Array(16) }))))
    await transport.clock.advance(10)
    const endings = await all
    expect(endings.filter(({ status }) => status === 'reply')).toHaveLength(70_000)
    expect(transport.sockets.length).toBeGreaterThan(1)
  }, 30_000)
})

describe('a client that is closed while a socket opens', () => {
  it('has closed it when it says that it is closed', async () => {
    const transport = answering()
    let opened = (): void => {}
    const open = transport.open.bind(transport)
    transport.open = async (options, sink) => {
      await new Promise<void>((resolve) => {
        opened = resolve
      })
      return open(options, sink)
    }
    const client = new Client({ transport, random })
    const code = codeOf(client.probe(probe()))
    await transport.clock.settle()
    let closed = false
    const closing = client.close().then(() => {
      closed = true
    })
    await transport.clock.settle()
    expect(closed).toBe(false)
    opened()
    await closing
    expect(transport.sockets.map((socket) => socket.closed)).toEqual([1])
    expect(await code).toBe('ICMP_CLOSED')
  })
})

describe('a controller instead of its signal', () => {
  it('is refused before anything is sent', async () => {
    const transport = answering()
    const client = new Client({ transport, random })
    const controller = new AbortController() as unknown as AbortSignalLike
    expect(await codeOf(client.probe(probe(), controller))).toBe('ICMP_INVALID_OPTION')
    expect(() => new ProbeStream(client, probe(), { interval: 1, count: 1, signal: controller })).toThrow(
      expect.objectContaining({ code: 'ICMP_INVALID_OPTION' }),
    )
    expect(transport.sockets).toEqual([])
  })
})

describe('a source of the other family', () => {
  it('is refused, and harms nobody beside it', async () => {
    const transport = answering()
    const client = new Client({ transport, random })
    const good = client.probe(probe())
    expect(await codeOf(client.probe(probe({ source: v6(1) })))).toBe('ICMP_FAMILY_MISMATCH')
    expect(await good).toMatchObject({ status: 'reply' })
  })
})

describe('a socket', () => {
  it('that throws from send is given up: its probes reject with its error, the next one opens another', async () => {
    const transport = answering()
    const { onOpen } = transport
    transport.onOpen = (socket) => {
      onOpen(socket)
      if (transport.sockets.length > 0) return
      socket.send = () => {
        throw new Error('EBADF')
      }
    }
    const client = new Client({ transport, random })
    const [first, second] = [client.probe(probe()), client.probe(probe())]
    const rejected = expect.objectContaining({
      code: 'ICMP_CLOSED',
      cause: expect.objectContaining({ message: 'EBADF' }),
    })
    await expect(first).rejects.toEqual(rejected)
    await expect(second).rejects.toEqual(rejected)
    expect(transport.sockets[0]!.closed).toBe(1)
    expect(await client.probe(probe())).toMatchObject({ status: 'reply' })
  })

  it('that throws when it is read is given up as well', async () => {
    const transport = new ScriptedTransport()
    transport.onOpen = (socket) => {
      socket.drain = () => {
        throw new Error('EIO')
      }
    }
    const client = new Client({ transport, random })
    expect(await codeOf(client.probe(probe()))).toBe('ICMP_CLOSED')
  })

  it('that breaks before anybody has it leaves no probe waiting', async () => {
    const transport = new ScriptedTransport()
    transport.onOpen = (socket) => socket.sink.closed(new Error('ENETDOWN'))
    const client = new Client({ transport, random })
    const ending = codeOf(client.probe(probe()))
    await transport.clock.advance(0)
    expect(await ending).toBe('ICMP_CLOSED')
  })

  it('whose drops can not be told is closed all the same', async () => {
    const transport = answering()
    const client = new Client({ transport, random })
    await client.probe(probe())
    transport.sockets[0]!.drops = () => {
      throw new Error('ENOPROTOOPT')
    }
    await client.close()
    expect(transport.sockets[0]!.closed).toBe(1)
  })

  it('that can not be closed says so, and the others are closed', async () => {
    const transport = answering()
    const client = new Client({ transport, random })
    await client.probe(probe())
    await client.probe(probe({ dontFragment: true }))
    const failure = Object.assign(new Error('close'), { code: 'EIO', errno: 5, syscall: 'close' })
    transport.sockets[0]!.close = async () => {
      throw failure
    }
    await expect(client.close()).rejects.toMatchObject({ code: 'ICMP_SYSTEM', cause: failure })
    expect(transport.sockets[1]!.closed).toBe(1)
    await client.close()
  })

  it('that throws when it should hold the event loop is given up', async () => {
    const transport = answering()
    const { onOpen } = transport
    transport.onOpen = (socket) => {
      onOpen(socket)
      socket.onSend = () => {}
      socket.keepAlive = () => {
        throw new Error('EBADF')
      }
    }
    const client = new Client({ transport, random })
    expect(await codeOf(client.probe(probe()))).toBe('ICMP_CLOSED')
    expect(transport.sockets[0]!.closed).toBe(1)
    expect(transport.clock.held).toBe(0)
  })
})

describe('an observer that throws', () => {
  it('is told so, and the others get their events', async () => {
    const transport = answering()
    const thrown: unknown[] = []
    const { clock } = transport
    const soon = clock.soon.bind(clock)
    clock.soon = (run) =>
      soon(() => {
        try {
          run()
        } catch (error) {
          thrown.push(error)
        }
      })
    const client = new Client({ transport, random })
    await client.probe(probe())
    const lane = client.ready(probe())!
    const told: string[] = []
    const fault = new Error('mine')
    for (const name of ['a', 'b', 'c']) {
      lane.submit(probe(), {
        onEvent: ({ type }) => {
          told.push(`${name} ${type}`)
          if (name === 'b') throw fault
        },
      })
    }
    await clock.advance(0)
    expect(told).toEqual(['a ended', 'b ended', 'c ended'])
    expect(thrown).toEqual([fault])
    expect(await client.probe(probe())).toMatchObject({ status: 'reply' })
  })
})

describe('close', () => {
  it('ends a stream that waits for its next turn, and leaves no timer', async () => {
    const transport = answering()
    const client = new Client({ transport, random })
    const stream = new ProbeStream(client, probe(), { interval: 3_600_000, count: 2 })
    const first = stream.next()
    await transport.clock.advance(0)
    expect((await first).done).toBe(false)
    const second = codeOf(stream.next())
    await client.close()
    expect(await second).toBe('ICMP_CLOSED')
    expect(transport.clock.held).toBe(0)
  })

  it('keeps what the sockets lost', async () => {
    const transport = answering()
    const client = new Client({ transport, random })
    await client.probe(probe())
    await client.close()
    expect(client.drops()).toBe(3)
  })
})
