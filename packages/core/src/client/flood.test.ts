/** Answers that lie unread, and floods. */
import { describe, expect, it } from 'vitest'
import { replyTo, v4 } from '../testing/packets.js'
import { ScriptedTransport } from '../testing/scripted.js'
import { Client, type ProbeOptions } from './client.js'

const HOST = v4('198.51.100.7')
const random = (bytes: Uint8Array): void => void bytes.fill(7)

function probe(more: Partial<ProbeOptions> = {}): ProbeOptions {
  return { to: HOST, data: new Uint8Array(56), timeout: 1000, ...more }
}

describe('a loop that was blocked', () => {
  it('reads what has come before it sends as many again', async () => {
    const transport = new ScriptedTransport()
    const { clock } = transport
    let unread = 0
    let most = 0
    transport.onOpen = (socket) => {
      const { drain } = socket
      // Answers lie in the buffer as soon as the request has left, as on loopback, until somebody reads.
      socket.onSend = ({ icmp, to }) => {
        const at = { monotonic: clock.time }
        most = Math.max(most, ++unread)
        socket.inbox.push((sink) => sink.packet(replyTo(icmp), { from: to, length: icmp.length, at }))
      }
      socket.drain = (max) => {
        // None of them before the loop was blocked.
        if (clock.time < 500) return 0
        unread -= Math.min(max, unread)
        return drain.call(socket, max)
      }
    }
    const client = new Client({ transport, random })
    const all = Promise.all(Array.from({ length: 400 }, () => client.probe(probe({ timeout: 10_000 }))))
    await clock.settle()
    const before = most
    // A block of half a second; then the program sends before the socket has had its turn.
    clock.time = 500
    void client.probe(probe())
    await clock.advance(2000)
    expect(await all).toHaveLength(400)
    expect(before).toBeGreaterThan(100)
    expect(most).toBe(before)
  })
})

describe('a flood that never ends', () => {
  /** Each look finds as much as was asked for, all of it foreign, each packet a millisecond younger. */
  function flooded(): ScriptedTransport {
    const transport = new ScriptedTransport()
    transport.onOpen = (socket) => {
      let arrived = 0
      socket.drain = (max) => {
        for (let n = 0; n < max; n++) {
          const at = { monotonic: transport.clock.time, kernel: arrived++ / 10, offset: 0 }
          socket.sink.packet(Uint8Array.of(3, 3, 0, 0, 0, 0, 0, 0), { from: HOST, length: 8, at })
        }
        transport.clock.time += 1
        return max
      }
    }
    return transport
  }

  it('starves neither the event loop nor the timeouts', async () => {
    const transport = flooded()
    const client = new Client({ transport, random })
    const ending = client.probe(probe({ timeout: 20 }))
    let turns = 0
    let ended = false
    void ending.then(() => {
      ended = true
    })
    for (; !ended && turns < 500; turns++) await transport.clock.advance(1)
    // It returned from each turn, and the probe ran out once younger packets had been read.
    expect(turns).toBeLessThan(500)
    expect(await ending).toEqual({ status: 'timeout' })
  })

  it('does not keep back the answers in it: a socket may feed turn after turn and never be empty', async () => {
    const transport = new ScriptedTransport()
    const { clock } = transport
    const client = new Client({ transport, random })
    let told = 0
    for (const n of [1, 2]) {
      const ending = client.probe(probe({ timeout: 5000 })).then(() => told++)
      await clock.settle()
      const [socket] = transport.sockets
      const icmp = replyTo(socket!.sent[n - 1]!.icmp)
      clock.soon(() => socket!.sink.packet(icmp, { from: HOST, length: icmp.length, at: { monotonic: clock.time } }))
      await clock.settle()
      expect(told).toBe(n)
      await ending
    }
  })

  it('leaves one timer, and none when nothing is pending', async () => {
    const transport = flooded()
    const { clock } = transport
    const client = new Client({ transport, random })
    const endings = [client.probe(probe({ timeout: 5 })), client.probe(probe({ timeout: 60 }))]
    await clock.advance(0)
    let turns = 0
    const { soon } = clock
    clock.soon = (run) => {
      turns++
      soon.call(clock, run)
    }
    for (let n = 0; n < 50; n++) {
      turns = 0
      await clock.advance(1)
      expect(clock.held).toBeLessThanOrEqual(1)
    }
    await clock.advance(1000)
    await Promise.all(endings)
    turns = 0
    await clock.advance(100)
    expect(turns).toBe(0)
    expect(clock.held).toBe(0)
  })
})
