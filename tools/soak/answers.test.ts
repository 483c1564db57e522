import { decodePacket, encodeIcmp, encodeIpv4Packet, encodeIpv6Packet } from '@icmp/core'
import { describe, expect, it } from 'vitest'
import { answerPacket, ROUTER, readRequest } from './answers.mjs'
import { patternOf, targetOf, taskOf } from './identity.mjs'

const SELF = { 4: Uint8Array.of(10, 0, 0, 1), 6: Uint8Array.of(0xfd, 0x82, ...Array(13).fill(0), 1) }
const TARGET = { 4: Uint8Array.of(10, 1, 2, 3), 6: Uint8Array.of(0xfd, 0x82, ...Array(11).fill(0), 1, 2, 3) }

function request(family: 4 | 6, size: number, task = 77): Uint8Array {
  const data = Uint8Array.from({ length: size }, (_, at) => (at < 16 ? at : patternOf(task)[at % 16]!))
  const [source, destination] = [SELF[family], TARGET[family]]
  const echo = { family, kind: 'echo-request', code: 0, identifier: 0x1234, sequence: 0xffff, data } as const
  if (family === 4) {
    const flags = { reservedFlag: false, dontFragment: false, moreFragments: false, fragmentOffset: 0 }
    const rest = { trafficClass: 0, identification: 0, ttl: 64, protocol: 1, options: new Uint8Array(0) }
    return encodeIpv4Packet({ version: 4, ...rest, ...flags, source, destination }, encodeIcmp({ ...echo, type: 8 }))
  }
  const rest = { trafficClass: 0, flowLabel: 0, nextHeader: 58, hopLimit: 64 }
  const icmp = encodeIcmp({ ...echo, type: 128 }, { source, destination })
  return encodeIpv6Packet({ version: 6, ...rest, source, destination }, icmp)
}

function answer(family: 4 | 6, what: string, size = 56) {
  const packet = decodePacket(answerPacket(readRequest(request(family, size)), { what, roll: 4711 })!)
  if (!packet.ok) throw new Error('that is no packet')
  const { header, icmp } = packet.value
  return { from: header.source, to: header.destination, checksum: icmp!.checksum, message: icmp!.message }
}

const echoOf = (bytes: Uint8Array) => readRequest(bytes)!.echo

describe('the soak knows requests', () => {
  it.each([4, 6] as const)('by target and task, in IPv%s', (family) => {
    const { destination, echo } = readRequest(request(family, 56, 0xdead_beef))!
    expect(targetOf(destination)).toBe(0x01_0203)
    expect(taskOf(echo.data)).toBe(0xdead_beef)
  })

  it('by the target alone where the task has no room', () => {
    expect(taskOf(echoOf(request(4, 31)).data)).toBe(0)
    expect(taskOf(echoOf(request(4, 32)).data)).toBe(77)
  })

  it('and leaves all else alone', () => {
    expect(readRequest(new Uint8Array(0))).toBeUndefined()
    expect(readRequest(request(4, 56).subarray(0, 24))).toBeUndefined()
    expect(readRequest(answerPacket(readRequest(request(6, 8)), { what: 'reply', roll: 0 })!)).toBeUndefined()
  })
})

describe.each([4, 6] as const)('answers in IPv%s', (family) => {
  const asked = echoOf(request(family, 56))

  it('a reply is the request sent back', () => {
    const { from, to, checksum, message } = answer(family, 'reply')
    expect([from, to, checksum]).toEqual([TARGET[family], SELF[family], 'valid'])
    const { identifier, sequence, data } = asked
    expect(message).toMatchObject({ kind: 'echo-reply', identifier, sequence, data })
  })

  it('damage is one bit of the data, under a checksum that fits', () => {
    const { checksum, message } = answer(family, 'damaged')
    const data = (message as unknown as { data: Uint8Array }).data
    const bits = [...data].reduce(
      (sum, byte, at) => sum + (byte ^ asked.data[at]!).toString(2).replaceAll('0', '').length,
      0,
    )
    expect([checksum, bits]).toEqual(['valid', 1])
  })

  it('a bad checksum has the right data, and damage to no data is one', () => {
    expect(answer(family, 'bad-checksum')).toMatchObject({ checksum: 'invalid', message: { data: asked.data } })
    expect(answer(family, 'damaged', 0)).toMatchObject({ checksum: 'invalid' })
  })

  it('what is misdirected differs in one thing, and never where only that would tell', () => {
    expect(answer(family, 'next-sequence').message).toMatchObject({ identifier: 0x1234, sequence: 0 })
    expect(answer(family, 'other-identifier').message).toMatchObject({ identifier: 0x1235, sequence: 0xffff })
    expect(answer(family, 'other-source').from).toEqual(ROUTER[family])
    expect(answer(family, 'next-sequence', 15)).toMatchObject({ from: ROUTER[family], message: { sequence: 0xffff } })
  })

  it.each([
    ['unreachable', 'destination-unreachable'],
    ['time-exceeded', 'time-exceeded'],
  ])('%s quotes the request', (what, kind) => {
    for (const size of [0, 56, 20_000]) {
      const whole = request(family, size)
      const { from, checksum, message } = answer(family, what, size)
      expect([from, checksum]).toEqual([ROUTER[family], 'valid'])
      const quoted = (message as unknown as { quoted: Uint8Array }).quoted
      expect(message.kind).toBe(kind)
      expect([...quoted]).toEqual([...whole.subarray(0, quoted.length)])
      expect(quoted.length).toBe(Math.min(whole.length, family === 4 ? 548 : 1232))
    }
  })
})
