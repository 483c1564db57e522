/** Sockets whose system runs the exchange. */
import { describe, expect, it } from 'vitest'
import { ECHO } from '../testing/capabilities.js'
import { HOST, OFFSET, ROUTER, US } from '../testing/pcap-bench.js'
import { type ReadPacket, readBlocks, readPackets, textOf } from '../testing/pcapng.js'
import { ManualClock } from '../testing/scripted.js'
import type { EchoRequest, EchoSocket, Outcome, Sink, Transport } from '../transport/contract.js'
import type { Family } from '../wire/address.js'
import { decodePacket } from '../wire/ip-packet.js'
import { withPcap } from './with-pcap.js'

interface Bench {
  clock: ManualClock
  socket: EchoSocket
  /** Where the system tells its outcomes. */
  system: Sink
  outcomes: number[]
  cancelled: number[]
  room: number
  readonly file: Uint8Array
  readonly packets: ReadPacket[]
}

async function open(family: Family = 4): Promise<Bench> {
  const clock = new ManualClock()
  const file: number[] = []
  const bench = { clock, outcomes: [] as number[], cancelled: [] as number[], room: 9 } as unknown as Bench
  const inner: EchoSocket = {
    mode: 'echo',
    capabilities: ECHO,
    request: (batch) => Math.min(batch.length, bench.room),
    cancel: (token) => void bench.cancelled.push(token),
    keepAlive: () => {},
    drops: () => 0,
    close: async () => {},
  }
  const transport: Transport = {
    name: 'call',
    clock,
    check: async () => ({ ok: true }),
    open: async (_, sink) => {
      bench.system = sink
      return inner
    },
  }
  const write = (bytes: Uint8Array): void => void file.push(...bytes)
  const sink = { outcome: (token: number) => void bench.outcomes.push(token), drained: () => {} } as unknown as Sink
  const wrapped = withPcap(transport, { write, wallClock: () => OFFSET + clock.time })
  bench.socket = (await wrapped.open({ family }, sink)) as EchoSocket
  return Object.defineProperties(bench, {
    file: { get: () => Uint8Array.from(file) },
    packets: { get: () => readPackets(Uint8Array.from(file)) },
  })
}

function request(token: number, family: Family = 4): EchoRequest {
  return { token, to: HOST[family], hopLimit: 7, payload: new Uint8Array(40).fill(token), timeout: 1000 }
}

function outcome(clock: ManualClock, more: Partial<Outcome>): Outcome {
  return { kind: 'timeout', status: 0, replies: [], at: { monotonic: clock.time }, ...more }
}

const decoded = ({ packets }: Bench) =>
  packets.map(({ bytes }) => decodePacket(bytes)).map((one) => (one.ok ? one.value : undefined))

describe('a system call that runs the exchange', () => {
  it('the interface says that its packets are made up', async () => {
    const [, link] = readBlocks((await open()).file)
    expect(textOf(link!, 3)).toMatch(
      /^ICMP socket of a system call: all packets are put together from requests and outcomes/,
    )
  })

  it.each([4, 6] as const)('IPv%i: has its request and its reply, which belong together', async (family) => {
    const bench = await open(family)
    bench.clock.time = 5
    const asked = { ...request(3, family), source: US[family] }
    expect(bench.socket.request([asked])).toBe(1)
    asked.payload.fill(0xa5)
    bench.clock.time = 9
    const payload = new Uint8Array(40).fill(3)
    const replies = [{ from: HOST[family], payload, hopLimit: 57, apiMs: 4 }]
    bench.system.outcome(3, outcome(bench.clock, { kind: 'reply', replies }))
    payload.fill(0xa5)
    bench.system.drained()
    expect(bench.outcomes).toEqual([3])
    const [sent, reply] = decoded(bench)
    expect(sent).toMatchObject({ header: { source: US[family].bytes, destination: HOST[family].bytes } })
    expect(reply).toMatchObject({ header: { source: HOST[family].bytes, destination: US[family].bytes } })
    for (const packet of [sent, reply]) {
      expect(packet!.icmp).toMatchObject({
        checksum: 'valid',
        message: { sequence: 3, data: new Uint8Array(40).fill(3) },
      })
    }
    expect(bench.packets).toMatchObject([
      { time: BigInt(OFFSET + 5) * 1_000_000n, flags: 2, comment: expect.stringContaining('made up of a request') },
      { time: BigInt(OFFSET + 9) * 1_000_000n, flags: 1, comment: expect.stringContaining("system's outcome") },
    ])
  })

  it.each([
    [4, 3, 4, 1400, { kind: 'destination-unreachable', nextHopMtu: 1400 }],
    [6, 3, 0, undefined, { kind: 'time-exceeded' }],
  ] as const)('IPv%i: an error of type %i, code %i quotes the request', async (family, type, code, mtu, message) => {
    const bench = await open(family)
    bench.socket.request([request(1, family)])
    const replies = [{ from: ROUTER[family], payload: new Uint8Array(0), apiMs: 1 }]
    bench.system.outcome(1, outcome(bench.clock, { kind: 'error', type, code, mtu, replies }))
    bench.system.drained()
    const [sent, error] = decoded(bench)
    expect(error).toMatchObject({ header: { source: ROUTER[family].bytes }, icmp: { checksum: 'valid', message } })
    const { quoted } = error!.icmp!.message as { quoted: Uint8Array }
    expect(quoted).toEqual(bench.packets[0]!.bytes)
    expect(sent!.icmp!.checksum).toBe('valid')
  })

  it('quotes no more than an error may', async () => {
    const bench = await open()
    bench.socket.request([{ ...request(1), payload: new Uint8Array(4000) }])
    const replies = [{ from: ROUTER[4], payload: new Uint8Array(0), apiMs: 1 }]
    bench.system.outcome(1, outcome(bench.clock, { kind: 'error', type: 11, code: 0, replies }))
    bench.system.drained()
    expect(bench.packets.map(({ bytes }) => bytes.length)).toEqual([4028, 576])
  })

  it('writes nothing of what the system did not take, and nothing for the end of a wait', async () => {
    const bench = await open()
    bench.room = 1
    expect(bench.socket.request([request(1), request(2)])).toBe(1)
    bench.socket.cancel(1)
    bench.system.outcome(1, outcome(bench.clock, { kind: 'cancelled' }))
    bench.system.outcome(9, outcome(bench.clock, { kind: 'timeout' }))
    bench.system.drained()
    expect([bench.cancelled, bench.outcomes]).toEqual([[1], [1, 9]])
    expect(bench.packets).toHaveLength(1)
  })
})
