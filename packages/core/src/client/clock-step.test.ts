/** The wall clock shows in the kernel's stamps alone: what its steps must not change. */
import { describe, expect, it } from 'vitest'
import { replyTo, v4 } from '../testing/packets.js'
import { ScriptedTransport } from '../testing/scripted.js'
import { Client } from './client.js'
import { ProbeStream, type StreamedEnding } from './stream.js'

const HOST = v4('198.51.100.7')
const SILENT = v4('198.51.100.8')
const WALL = 1_700_000_000_000
const HOUR = 3_600_000
const random = (bytes: Uint8Array): void => void bytes.fill(7)

/** Answers after 20 ms, with the stamps of a kernel whose wall clock is stepped at `stepAt`. */
function stepping(step: number, stepAt: number): ScriptedTransport {
  const transport = new ScriptedTransport()
  const { clock } = transport
  const offset = (time: number): number => WALL + (time >= stepAt ? step : 0)
  const stamp = (time: number) => ({ monotonic: time, kernel: time + offset(time), offset: offset(time) })
  transport.onOpen = (socket) => {
    socket.onSend = ({ token, icmp, to }) => {
      const sent = stamp(clock.time)
      if (to.bytes[3] !== HOST.bytes[3]) return
      clock.setTimer(20, () => {
        const at = stamp(clock.time)
        socket.inbox.push((sink) => sink.sent(token, sent))
        socket.inbox.push((sink) => sink.packet(replyTo(icmp), { from: to, length: icmp.length, at }))
        socket.wake()
      })
    }
  }
  return transport
}

describe.each([
  ['forwards', HOUR],
  ['backwards', -HOUR],
])('a wall clock that steps an hour %s', (_, step) => {
  it.each([0, 1500, 2010])('at %d ms changes no interval and no round trip of a stream', async (stepAt) => {
    const transport = stepping(step, stepAt)
    const { clock } = transport
    const sent: number[] = []
    const endings: StreamedEnding[] = []
    const probe = { to: HOST, data: new Uint8Array(56), timeout: 1000 }
    const options = { interval: 1000, count: 5, onSend: () => sent.push(clock.time) }
    const stream = new ProbeStream(new Client({ transport, random }), probe, options)
    const taking = (async () => {
      for await (const ending of stream) endings.push(ending)
    })()
    await clock.advance(6000)
    await taking
    expect(sent).toEqual([0, 1000, 2000, 3000, 4000])
    for (const { ending } of endings) expect(ending).toMatchObject({ status: 'reply', rtt: expect.closeTo(20, 2) })
    // The first one that is answered after the step has an older offset to go by, and is measured on the monotonic clock.
    const sources = endings.map(({ ending }) => 'rttSource' in ending && ending.rttSource)
    const first = sent.findIndex((time) => stepAt > 0 && time + 20 >= stepAt)
    expect(sources).toEqual(sent.map((_, n) => (n === first ? 'user' : 'kernel')))
  })

  it('changes no timeout', async () => {
    const transport = stepping(step, 500)
    const { clock } = transport
    const client = new Client({ transport, random })
    // Its stamps tell the client of both offsets while the other one waits.
    const others = [0, 600].map(async (after) => {
      await new Promise<void>((resolve) => void clock.setTimer(after, resolve))
      return client.probe({ to: HOST, data: new Uint8Array(56), timeout: 1000 })
    })
    let endedAt = 0
    const silent = client.probe({ to: SILENT, data: new Uint8Array(56), timeout: 1000 }).then(({ status }) => {
      endedAt = clock.time
      return status
    })
    await clock.advance(3000)
    expect(await silent).toBe('timeout')
    expect(endedAt).toBe(1000)
    expect((await Promise.all(others)).map(({ status }) => status)).toEqual(['reply', 'reply'])
  })
})
