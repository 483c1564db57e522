import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noLab } from '../../../tools/lab/namespaces.mjs'
import { createLab, type Lab } from '../../../tools/lab/topology.mjs'
import { run, script } from './testing/run.js'
import type { PingAnswer, PingOptions } from './types.js'

const why = noLab()
const TRANSPORTS = ['raw', 'dgram'] as const
type Probe = { target: string } & PingOptions

/** What the ICMP messages say, in each family's numbers (RFC 792, RFC 4443). */
const ERRORS = {
  4: {
    unreachable: { type: 3, code: 1 },
    prohibited: { type: 3, code: 13 },
    exceeded: { type: 11, code: 0 },
    tooBig: { type: 3, code: 4 },
  },
  6: {
    // A Linux router's "unreachable" route says "no route to destination".
    unreachable: { type: 1, code: 0 },
    prohibited: { type: 1, code: 1 },
    exceeded: { type: 3, code: 0 },
    tooBig: { type: 2, code: 0 },
  },
} as const

describe.skipIf(why)(`across a router${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  let lab: Lab
  beforeAll(() => {
    lab = createLab()
  })
  afterAll(() => lab.remove())
  async function answersOf(transport: string, probes: readonly Probe[]): Promise<PingAnswer[]> {
    // A path MTU that an earlier probe learnt would end this one's before it is sent.
    lab.forgetPaths()
    const command = [process.execPath, script('probes.mjs'), JSON.stringify({ transport, probes })]
    const { stdout, stderr } = await run(lab.inside('client', command))
    expect(stderr).toBe('')
    const lines = stdout.trim().split('\n')
    return lines.map((line) => JSON.parse(line))
  }

  /** The answers of both transports, which have to be the same but for times and the transport's name. */
  async function ofBoth(probes: readonly Probe[]): Promise<PingAnswer[]> {
    const [raw, dgram] = [await answersOf('raw', probes), await answersOf('dgram', probes)]
    expect(raw.map((answer) => answer.transport)).toEqual(probes.map(() => 'raw'))
    expect(dgram.map((answer) => answer.transport)).toEqual(probes.map(() => 'dgram'))
    expect(dgram.map(comparable)).toEqual(raw.map(comparable))
    return raw
  }

  describe.each([4, 6] as const)('IPv%i', (family) => {
    const errors = ERRORS[family]
    const of = (name: keyof Lab['addresses'][4]): string => lab.addresses[family][name]

    it('a far host answers with its TTL', async () => {
      const [answer] = await ofBoth([{ target: of('far') }])
      expect(answer).toMatchObject({ status: 'reply', from: of('far'), ttl: 63, bytes: 64, data: 'intact' })
      expect(answer).toMatchObject({ rttSource: 'kernel', matchedBy: 'cookie' })
    })

    it('TTL 1 ends at the router', async () => {
      const [answer] = await ofBoth([{ target: of('far'), ttl: 1 }])
      expect(answer).toMatchObject({ status: 'time-exceeded', from: of('router'), ...errors.exceeded })
    })

    it('a route that says "unreachable" or "prohibited" gives type and code', async () => {
      const answers = await ofBoth([{ target: of('unreachable') }, { target: of('prohibited') }])
      expect(answers).toMatchObject([
        { status: 'unreachable', from: of('router'), ...errors.unreachable },
        { status: 'unreachable', from: of('router'), ...errors.prohibited },
      ])
    })

    it("a packet that must not be cut and doesn't fit gives the MTU: told by the router, then known here", async () => {
      const big = { target: of('far'), size: 1440, dontFragment: true }
      const answers = await ofBoth([big, big, { target: of('far'), size: 1300, dontFragment: true }])
      expect(answers).toMatchObject([
        { status: 'packet-too-big', origin: 'network', from: of('router'), mtu: lab.mtu, ...errors.tooBig },
        { status: 'packet-too-big', origin: 'local', mtu: lab.mtu },
        { status: 'reply', bytes: 1308 },
      ])
    })

    it('what must not be cut by routers is cut here once the MTU is known; in IPv4 it may be left to them', async () => {
      const big = { target: of('far'), size: 1440, dontFragment: 'want' } as const
      expect(await ofBoth([big, big])).toMatchObject([
        { status: 'packet-too-big', origin: 'network', mtu: lab.mtu },
        { status: 'reply', bytes: 1448 },
      ])
      const [first] = await ofBoth([{ target: of('far'), size: 1440, dontFragment: false }])
      expect(first).toMatchObject(family === 4 ? { status: 'reply' } : { status: 'packet-too-big' })
    })

    it('a send buffer of a chosen size: the least is enough for what fits it', async () => {
      expect(await ofBoth([{ target: of('far'), size: 1300, sendBuffer: 1 }])).toMatchObject([{ status: 'reply' }])
    })

    it('by the own clock where that is asked for', async () => {
      const target = of('far')
      const [kernel, user] = await ofBoth([{ target }, { target, rttClock: 'user' }])
      expect(kernel).toMatchObject({ rttSource: 'kernel' })
      expect(user).toMatchObject({ rttSource: 'user', rtt: expect.any(Number) })
    })

    it('a silent address times out', async () => {
      expect(await ofBoth([{ target: of('silent'), timeout: 300 }])).toMatchObject([{ status: 'timeout' }])
    })

    it('after an "unreachable" the next probe to a healthy host is answered', async () => {
      const turns = Array.from({ length: 20 }, () => [{ target: of('rejected') }, { target: of('far') }]).flat()
      const answers = await ofBoth(turns)
      expect(answers.map(({ status }) => status)).toEqual(turns.map((_, n) => (n % 2 === 0 ? 'unreachable' : 'reply')))
    })

    it("errors of a flood reach their own probes, and nobody else's", async () => {
      for (const transport of TRANSPORTS) {
        const hosts = ['far', 'rejected', 'far2', 'router'] as const
        const command = [process.execPath, script('flood.mjs'), transport, ...hosts.map(of)]
        const { stdout, stderr } = await run(lab.inside('client', command))
        expect(stderr).toBe('')
        expect(JSON.parse(stdout)).toEqual({
          [of('far')]: { reply: 200 },
          [of('rejected')]: { unreachable: 200 },
          [of('far2')]: { reply: 200 },
          [of('router')]: { reply: 200 },
        })
      }
    })
  })
})

/** All that has to agree. Reports of the error queue have no packet's length, raw sockets see whole packets: see Capabilities. */
function comparable(answer: PingAnswer): object {
  const { transport, ...rest } = answer
  return 'rtt' in rest ? { ...rest, rtt: undefined, identifier: undefined } : rest
}
