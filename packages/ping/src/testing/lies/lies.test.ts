import { decodePacket, type Family, type IpPacket, validate } from '@icmp/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { addressOf, bytesOf, numberIn, OURS } from './addresses.js'
import { Asker } from './asker.js'
import { cell } from './happenings.js'
import { LAST, Liars } from './liars.js'
import { LIES, liesOf, type Numbered } from './lies.js'
import { message, reply } from './packets.js'
import { readRequest } from './request.js'
import { tableOf } from './table.js'

const FAMILIES = [4, 6] as const
/** Rules by which receivers are to drop a packet; by none the packets of other lies. */
const UNSOUND: Readonly<Record<string, readonly string[]>> = {
  'a bad checksum': ['checksum'],
  'an error with a bad checksum, then the reply': ['checksum'],
  'source quench, then the reply': ['source-quench'],
  'a redirect from beyond the link, then the reply': ['nd-hop-limit', 'nd-source'],
}

interface Arrival {
  packet: IpPacket
  at: number
}

/** What a liar sends for as many requests as it takes, in the order in which it arrives. */
function told(asker: Asker, { lie }: Numbered): Arrival[] {
  const requests = asker.ask()
  const sent = requests.flatMap((_, i) => lie.answer(requests.slice(0, i + 1)))
  return sent.map(({ bytes, after }) => ({ packet: decoded(bytes), at: after })).sort((a, b) => a.at - b.at)
}

function decoded(bytes: Uint8Array): IpPacket {
  const result = decodePacket(bytes)
  if (!result.ok) throw new Error(result.problem.what)
  return result.value
}

function named(family: Family): (readonly [string, Numbered])[] {
  return liesOf(family).map((numbered) => [numbered.lie.name, numbered])
}

describe.each(FAMILIES)('lies in IPv%i', (family) => {
  it.each(named(family))('%s: packets that arrive, with nothing else wrong', (name, numbered) => {
    const packets = told(new Asker(family, numbered), numbered).map(({ packet }) => packet)
    expect(packets.length).toBeGreaterThan(0)
    for (const packet of packets) {
      expect(packet.header.version === 6 || ('headerChecksum' in packet && packet.headerChecksum)).not.toBe('invalid')
      expect(packet).toMatchObject({ truncated: false })
    }
    const discarded = packets.flatMap((packet) => validate(packet)).filter(({ severity }) => severity === 'discard')
    expect(discarded.map(({ rule }) => rule)).toEqual(UNSOUND[name] ?? [])
  })

  // What the kernel puts together is not taken apart here.
  const whole = named(family).filter(([name]) => !name.includes('fragments'))

  it.each(whole)('%s: what the session makes of it is what the table says of raw sockets', (name, numbered) => {
    const asker = new Asker(family, numbered)
    for (const { packet, at } of told(asker, numbered)) asker.receive(packet, at)
    asker.until(10_000)
    const here = tableOf(family).find(({ lie }) => lie === name)?.here
    expect(cell(asker.happened, family, numbered)).toBe(here?.split('<br>')[0]?.replace('raw: ', ''))
  })
})

describe('liars', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const numbered = (name: string): Numbered => liesOf(4).find(({ lie }) => lie.name === name)!

  /** The request of that number, as it comes through the device. */
  function request(number: number, sequence: number): Uint8Array {
    const envelope = { from: OURS[4], to: bytesOf(4, 'liar', number) }
    const data = new Uint8Array(56)
    const echo = { family: 4, type: 8, code: 0, kind: 'echo-request', identifier: 7, sequence, data } as const
    return message(echo, envelope)
  }

  function listen(): { liars: Liars; replies: { from: number; sequence: number; bytes: number }[] } {
    const replies: { from: number; sequence: number; bytes: number }[] = []
    const liars = new Liars((packet) => {
      const { icmp, header } = decoded(packet)
      if (icmp?.message.kind !== 'echo-reply') throw new Error('no reply')
      const { sequence, data } = icmp.message
      replies.push({ from: header.source.at(-1)!, sequence, bytes: data.length })
    })
    return { liars, replies }
  }

  it('lie to a sender once, and tell the truth from then on', () => {
    const { liars, replies } = listen()
    const { number } = numbered('an empty payload')
    for (const sequence of [1, 2, 3]) liars.receive(request(number, sequence))
    expect(replies.map(({ bytes }) => bytes)).toEqual([0, 56, 56])
  })

  it('answer last when all that comes late has been sent', () => {
    const { liars, replies } = listen()
    const { number } = numbered('1.5 s late')
    liars.receive(request(number, 1))
    liars.receive(request(LAST, 1))
    vi.advanceTimersByTime(1499)
    expect(replies).toEqual([])
    vi.advanceTimersByTime(1)
    expect(replies.map(({ from }) => from)).toEqual([number, LAST])
  })

  it('say nothing to what is no echo request, nor of what nobody lies', () => {
    const { liars, replies } = listen()
    liars.receive(Uint8Array.of(0x45, 0, 0))
    liars.receive(reply(readRequest(request(1, 1))!))
    liars.receive(request(200, 1))
    expect(replies).toEqual([])
  })

  it('have names of their own, and numbers that fit into addresses', () => {
    expect(new Set(LIES.map(({ name }) => name)).size).toBe(LIES.length)
    expect(LIES.length).toBeLessThan(128)
    for (const family of FAMILIES) expect(numberIn(`${addressOf(family, 'router', 47)}%tun0`)).toBe(47)
  })
})
