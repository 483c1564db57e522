import { describe, expect, it } from 'vitest'
import { replyTo } from '../testing/packets.js'
import { echo, PcapBench, stamp, transmit } from '../testing/pcap-bench.js'

describe('the order', () => {
  it('is that of the stamps, whichever is told first', async () => {
    const bench = await new PcapBench().open()
    bench.socket.send([1, 2].map((token) => transmit(token, 4)))
    bench.put(
      (sink) => sink.sent(1, stamp(1)),
      (sink) => sink.sent(2, stamp(3)),
      bench.received(replyTo(echo(4, 1)), stamp(2)),
      bench.received(replyTo(echo(4, 2)), stamp(4)),
    )
    bench.socket.drain(64)
    expect(bench.packets.map(({ ms, flags }) => [ms, flags])).toEqual([
      [1, 2],
      [2, 1],
      [3, 2],
      [4, 1],
    ])
  })

  it('holds packets for 5 ms while probes are pending, and nothing once none is', async () => {
    const bench = await new PcapBench().open()
    const { socket, transport } = bench
    const { clock } = transport
    socket.keepAlive(true)
    const receive = (n: number): void => {
      bench.put(bench.received(replyTo(echo(4, n)), stamp(n, clock.time)))
      socket.drain(64)
    }
    receive(2)
    await clock.advance(4)
    receive(1)
    expect(bench.packets).toEqual([])
    // Time is still held, but by nobody that waits for it.
    expect(clock.held).toBe(0)
    await clock.advance(1)
    expect(bench.packets.map(({ ms }) => ms)).toEqual([1, 2])
    receive(4)
    receive(3)
    socket.keepAlive(false)
    expect(bench.packets.map(({ ms }) => ms)).toEqual([1, 2, 3, 4])
    receive(5)
    expect(bench.packets).toHaveLength(5)
  })

  it('waits for a socket to be read empty, which may hold what is older than its stamps', async () => {
    const bench = await new PcapBench().open()
    const { socket, transport } = bench
    socket.keepAlive(true)
    socket.send([1, 2].map((token) => transmit(token, 4)))
    bench.put(
      (sink) => sink.sent(1, stamp(1)),
      (sink) => sink.sent(2, stamp(4)),
      bench.received(replyTo(echo(4, 1)), stamp(2)),
      bench.received(replyTo(echo(4, 1)), stamp(3)),
    )
    socket.drain(3)
    await transport.clock.advance(60)
    expect(bench.packets).toEqual([])
    socket.drain(64)
    await transport.clock.advance(5)
    expect(bench.packets.map(({ ms }) => ms)).toEqual([1, 2, 3, 4])
  })

  it('a request waits for its stamp no longer than for its reply, 5 s, or the end', async () => {
    const bench = await new PcapBench().open()
    const { socket, transport } = bench
    socket.send([1, 2, 3].map((token) => transmit(token, 4)))
    bench.put(bench.received(replyTo(echo(4, 1)), { monotonic: 8 }))
    socket.drain(64)
    const sequences = () => bench.decoded.map(({ icmp }) => (icmp!.message as { sequence: number }).sequence)
    expect(sequences()).toEqual([1, 1])
    expect(bench.packets[0]!.comment).toContain('no transmit stamp')
    await transport.clock.advance(6000)
    socket.send([transmit(4, 4)])
    socket.drain(64)
    expect(sequences()).toEqual([1, 1, 2, 3])
    await socket.close()
    expect(sequences()).toEqual([1, 1, 2, 3, 4])
  })

  it('remembers no more than it has room for', async () => {
    const bench = await new PcapBench().open()
    bench.socket.keepAlive(true)
    const big = new Uint8Array(1 << 20)
    for (let n = 0; n < 12; n++) bench.put(bench.received(big, stamp(n)))
    bench.socket.drain(64)
    expect(bench.packets.length).toBeGreaterThan(3)
    for (let token = 0; token < 9000; token++) bench.socket.send([transmit(token, 4)])
    for (let n = 0; n < 9000; n++) bench.put(bench.received(replyTo(echo(4, 1)), stamp(100 + n)))
    while (bench.socket.drain(64) > 0);
    expect(bench.packets.length).toBeGreaterThan(1000)
    await bench.socket.close()
    expect(bench.packets).toHaveLength(12 + 9000 + 9000)
  }, 30_000)
})

describe('times without stamps', () => {
  it('are those of the wall clock that is given', async () => {
    const bench = new PcapBench()
    await bench.open({ wallClock: () => 1_600_000_000_000 + bench.transport.clock.time })
    bench.put(bench.received(replyTo(echo(4, 1)), { monotonic: 20 }))
    bench.socket.drain(64)
    expect(bench.packets[0]!.time).toBe(1_600_000_000_020_000_000n)
  })

  it("go on by the kernel's last stamp, so that they keep their place beside it", async () => {
    const bench = await new PcapBench().open({ wallClock: () => 5 })
    bench.put(bench.received(replyTo(echo(4, 1)), stamp(10)), bench.received(replyTo(echo(4, 2)), { monotonic: 11 }))
    bench.socket.drain(64)
    expect(bench.packets.map(({ ms }) => ms)).toEqual([10, 11])
  })
})
