import { describe, expect, it } from 'vitest'
import { errorQuoting, ipv4, replyTo, v4 } from '../testing/packets.js'
import { Bench, endings, HOST, ROUTER, US } from '../testing/session-bench.js'

const many = { anySource: true, responders: 4096 }
const hosts = [1, 2, 3].map((n) => v4(`198.51.100.${n}`))

describe('a probe that many may answer', () => {
  it('tells each one as it comes, and ends at its timeout with all of them', () => {
    const bench = new Bench()
    const { icmp } = bench.send(many)
    for (const [n, host] of hosts.entries()) {
      bench.now += 10
      const [event, ...more] = bench.receive(replyTo(icmp), host, { hopLimit: 60 + n })
      expect(event).toMatchObject({ type: 'response', response: { from: host, rtt: 10 * (n + 1), identifier: 0x1230 } })
      expect(more).toEqual([])
    }
    bench.now += 971
    expect(bench.timeout()).toMatchObject([
      {
        type: 'ended',
        ending: { status: 'reply', from: hosts[0], rtt: 10, responders: hosts.map((from) => ({ from, bytes: 64 })) },
      },
    ])
    expect(bench.session.pending).toBe(0)
  })

  it('takes the second answer of one for a duplicate, and each that comes too late', () => {
    const bench = new Bench()
    const { icmp } = bench.send(many)
    expect(endings(bench.receive(replyTo(icmp), hosts[0]))).toEqual(['response'])
    expect(endings(bench.receive(replyTo(icmp), hosts[0]))).toEqual(['duplicate'])
    expect(endings(bench.receive(replyTo(icmp), hosts[1]))).toEqual(['response'])
    bench.now += 1001
    // Its deadline counts by the arrival.
    expect(endings(bench.receive(replyTo(icmp), hosts[2]))).toEqual(['reply', 'duplicate'])
    expect(endings(bench.timeout())).toEqual([])
  })

  it('ends when as many as were asked for have answered', () => {
    const bench = new Bench()
    const { icmp } = bench.send({ ...many, responders: 2 })
    bench.receive(replyTo(icmp), hosts[0])
    const events = bench.receive(replyTo(icmp), hosts[1])
    expect(endings(events)).toEqual(['response', 'reply'])
    expect(events[1]).toMatchObject({ ending: { responders: [{ from: hosts[0] }, { from: hosts[1] }] } })
    expect(endings(bench.receive(replyTo(icmp), hosts[2]))).toEqual(['duplicate'])
  })

  it('ends as a timeout where nobody answers', () => {
    const bench = new Bench()
    bench.send(many)
    bench.now += 1001
    expect(endings(bench.timeout())).toEqual(['timeout'])
  })

  it('is ended by an error only as long as nobody has answered', () => {
    const bench = new Bench()
    const first = bench.send(many)
    const unreachable = (icmp: Uint8Array): Uint8Array => errorQuoting(3, 1, ipv4(US, HOST, icmp))
    expect(endings(bench.receive(unreachable(first.icmp), ROUTER))).toEqual(['unreachable'])
    const second = bench.send(many)
    bench.receive(replyTo(second.icmp), hosts[0])
    expect(endings(bench.receive(unreachable(second.icmp), ROUTER))).toEqual(['late'])
    bench.now += 1001
    expect(endings(bench.timeout())).toEqual(['reply'])
  })

  it('to one host has one responder, and nobody else may answer', () => {
    const bench = new Bench()
    const { icmp } = bench.send({ responders: 5 })
    expect(endings(bench.receive(replyTo(icmp), hosts[0]))).toEqual(['foreign'])
    expect(endings(bench.receive(replyTo(icmp), HOST))).toEqual(['response'])
    bench.now += 1001
    expect(bench.timeout()).toMatchObject([{ ending: { status: 'reply', responders: [{ from: HOST }] } }])
  })

  it('that is given up tells nothing of them', () => {
    const bench = new Bench()
    const { token, icmp } = bench.send(many)
    bench.receive(replyTo(icmp), hosts[0])
    bench.session.cancel(token)
    expect(endings(bench.events())).toEqual(['cancelled'])
  })
})
