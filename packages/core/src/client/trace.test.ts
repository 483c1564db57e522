import { describe, expect, it } from 'vitest'
import { replyTo, v4 } from '../testing/packets.js'
import { ScriptedTransport } from '../testing/scripted.js'
import { Client, type ProbeOptions } from './client.js'
import type { Tracer, TraceStep } from './trace.js'

const HOST = v4('198.51.100.7')
const STRANGER = v4('203.0.113.9')
const random = (bytes: Uint8Array): void => void bytes.fill(7)

function probe(more: Partial<ProbeOptions> = {}): ProbeOptions {
  return { to: HOST, data: new Uint8Array(56), timeout: 1000, ...more }
}

class Recorder implements Tracer {
  readonly steps: TraceStep[] = []
  readonly asked: string[] = []
  wanted: readonly string[] | undefined
  fail: Error | undefined

  wants(type: TraceStep['type']): boolean {
    this.asked.push(type)
    return this.wanted === undefined || this.wanted.includes(type)
  }

  tell(step: TraceStep): void {
    this.steps.push(step)
    if (this.fail !== undefined) throw this.fail
  }

  get types(): string[] {
    return this.steps.map(({ type }) => type)
  }
}

/** A transport whose hosts answer as often as they are told, and whose kernel stamps what is sent. */
function answering(times = 1): ScriptedTransport {
  const transport = new ScriptedTransport()
  transport.onOpen = (socket) => {
    socket.onSend = ({ token, icmp, to }) => {
      const at = { monotonic: transport.clock.time, kernel: 5000 + transport.clock.time, offset: 5000 }
      socket.inbox.push((sink) => sink.sent(token, at))
      const answer = { from: to, length: icmp.length, at }
      for (let n = 0; n < times; n++) socket.inbox.push((sink) => sink.packet(replyTo(icmp), answer))
    }
  }
  return transport
}

function traced(transport: ScriptedTransport): { client: Client; trace: Recorder } {
  const trace = new Recorder()
  return { trace, client: new Client({ transport, random, trace }) }
}

describe('a tracer', () => {
  it('is told of the life of a probe, step by step', async () => {
    const transport = answering(2)
    const { client, trace } = traced(transport)
    transport.clock.time = 40
    const ending = client.probe(probe())
    await transport.clock.advance(1)
    await ending
    const common = { socket: 0, family: 4, token: 1, to: HOST, at: 40 }
    expect(trace.steps).toEqual([
      { type: 'submitted', ...common, size: 56, timeout: 1000 },
      { type: 'sent', ...common, identifier: 0x100, sequence: 1 },
      { type: 'stamped', ...common, stamp: { monotonic: 40, kernel: 5040, offset: 5000 } },
      { type: 'ended', ...common, ending: expect.objectContaining({ status: 'reply', rtt: 0 }) },
      expect.objectContaining({
        ...common,
        type: 'duplicate',
        from: HOST,
        rtt: 0,
        bytes: 64,
        icmpType: 0,
        icmpCode: 0,
      }),
    ])
  })

  it('is told of packets that belong to no probe', async () => {
    const transport = answering()
    const { client, trace } = traced(transport)
    const ending = client.probe(probe({ timeout: 5 }))
    await transport.clock.settle()
    const [socket] = transport.sockets
    const icmp = replyTo(socket!.sent[0]!.icmp)
    socket!.inbox.push((sink) => sink.packet(icmp, { from: STRANGER, length: icmp.length, at: { monotonic: 0 } }))
    socket!.wake()
    await transport.clock.advance(10)
    await ending
    const step = trace.steps.find(({ type }) => type === 'foreign')
    expect(step).toEqual({
      type: 'foreign',
      ...{ socket: 0, family: 4, at: 0 },
      ...{ from: STRANGER, icmpType: 0, icmpCode: 0, bytes: 64 },
    })
  })

  it('has a number for each socket, and with the token one for each probe', async () => {
    const transport = answering()
    const { client, trace } = traced(transport)
    const all = Promise.all([client.probe(probe()), client.probe(probe({ broadcast: true })), client.probe(probe())])
    await transport.clock.advance(1)
    await all
    const lives = new Map<string, string[]>()
    for (const step of trace.steps) {
      if (step.type === 'foreign') continue
      const life = `${step.socket}/${step.token}`
      lives.set(life, [...(lives.get(life) ?? []), step.type])
    }
    const whole = ['submitted', 'sent', 'stamped', 'ended']
    expect(Object.fromEntries(lives)).toEqual({ '0/1': whole, '0/2': whole, '1/1': whole })
  })

  it('is told once that a probe was sent, however often the socket was full', async () => {
    const transport = answering()
    const { onOpen } = transport
    transport.onOpen = (socket) => {
      onOpen(socket)
      socket.room = 3
    }
    const { client, trace } = traced(transport)
    const all = Promise.all(Array.from({ length: 10 }, () => client.probe(probe())))
    await transport.clock.settle()
    expect(trace.types.filter((type) => type === 'sent')).toHaveLength(3)
    transport.sockets[0]!.room = 99
    transport.sockets[0]!.sink.writable()
    await transport.clock.advance(1)
    await all
    const tokens = trace.steps.flatMap((step) => (step.type === 'sent' ? [step.token] : []))
    expect(tokens).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  it('is told of each ending, also of those that closing brings', async () => {
    const transport = new ScriptedTransport()
    const { client, trace } = traced(transport)
    const probes = [client.probe(probe()), client.probe(probe({ timeout: 20 }))]
    const settled = Promise.allSettled(probes)
    await transport.clock.advance(30)
    await client.close()
    await settled
    const endings = trace.steps.flatMap((step) => (step.type === 'ended' ? [[step.token, step.ending.status]] : []))
    expect(endings).toEqual([
      [2, 'timeout'],
      [1, 'cancelled'],
    ])
  })

  it('is asked before each step, and told of none that it does not want', async () => {
    const transport = answering()
    const { client, trace } = traced(transport)
    const run = async (wanted: readonly string[]): Promise<string[]> => {
      trace.wanted = wanted
      trace.steps.length = 0
      const ending = client.probe(probe())
      await transport.clock.advance(1)
      await ending
      return trace.types
    }
    expect(await run([])).toEqual([])
    expect(trace.asked).toEqual(['submitted', 'sent', 'stamped', 'ended'])
    expect(await run(['ended'])).toEqual(['ended'])
    expect(await run(['stamped'])).toEqual(['stamped'])
    expect(await run(['submitted', 'sent'])).toEqual(['submitted', 'sent'])
    // Nothing is left of stamps that are no longer wanted.
    expect(await run([])).toEqual([])
  })

  it('harms no probe by what it throws, which is thrown again in a turn of its own', async () => {
    const transport = answering()
    const { client, trace } = traced(transport)
    trace.fail = new Error('the tracer fails')
    const ending = client.probe(probe())
    const thrown: string[] = []
    for (let n = 0; n < 9; n++) {
      await transport.clock.settle().catch((error: Error) => thrown.push(error.message))
    }
    expect((await ending).status).toBe('reply')
    // One of each step; those of one turn of the clock by hand come out as the first of them.
    expect(trace.types).toEqual(['submitted', 'sent', 'stamped', 'ended'])
    expect(thrown).toContain('the tracer fails')
  })

  it('keeps nothing that was lent', async () => {
    const transport = answering()
    const { client, trace } = traced(transport)
    const to = { family: 4 as const, bytes: HOST.bytes.slice(), scope: 0 }
    const ending = client.probe(probe({ to }))
    await transport.clock.settle()
    to.bytes.fill(0xa5)
    const others = client.probe(probe({ to: STRANGER }))
    await transport.clock.advance(1)
    await Promise.all([ending, others])
    const targets = trace.steps.flatMap((step) => ('to' in step && step.token === 1 ? [step.to] : []))
    expect(targets).toEqual([HOST, HOST, HOST, HOST])
  })
})
