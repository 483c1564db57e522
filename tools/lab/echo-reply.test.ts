import { decodePacket, ECHO_REQUEST, type Echo, encodeIcmp, encodeIpv4Packet, encodeIpv6Packet } from '@icmp/core'
import { describe, expect, it } from 'vitest'
import { echoReply } from './echo-reply.mjs'

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)
const ADDRESSES = {
  4: { source: bytes(10, 83, 0, 1), destination: bytes(10, 83, 0, 2) },
  6: {
    source: bytes(0xfd, 0x83, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
    destination: bytes(0xfd, 0x83, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2),
  },
}
const V4 = {
  version: 4 as const,
  trafficClass: 0,
  identification: 7,
  reservedFlag: false,
  dontFragment: true,
  moreFragments: false,
  fragmentOffset: 0,
  ttl: 3,
  protocol: 1,
  options: bytes(),
}
const V6 = { version: 6 as const, trafficClass: 0, flowLabel: 9, nextHeader: 58, hopLimit: 3 }

function request(family: 4 | 6, changes: Partial<Echo> = {}): Uint8Array {
  const fields = { identifier: 0x1234, sequence: 77, data: bytes(1, 2, 3) }
  const message: Echo = { kind: 'echo-request', family, type: ECHO_REQUEST[family], code: 0, ...fields, ...changes }
  const addresses = ADDRESSES[family]
  if (family === 4) return encodeIpv4Packet({ ...V4, ...addresses }, encodeIcmp(message))
  return encodeIpv6Packet({ ...V6, ...addresses }, encodeIcmp(message, addresses))
}

describe.each([4, 6] as const)('the answer to an IPv%d echo request', (family) => {
  it('goes back with the same identifier, sequence and data, and right checksums', () => {
    const reply = decodePacket(echoReply(request(family))!)
    expect(reply.ok && reply.value).toMatchObject({
      header: { source: ADDRESSES[family].destination, destination: ADDRESSES[family].source },
      ...(family === 4 ? { headerChecksum: 'valid' } : {}),
      truncated: false,
      icmp: {
        checksum: 'valid',
        message: { kind: 'echo-reply', identifier: 0x1234, sequence: 77, data: bytes(1, 2, 3) },
      },
    })
  })
  it('does not depend on the bytes it was made of', () => {
    const lent = request(family)
    const reply = echoReply(lent)!
    const before = reply.slice()
    lent.fill(0xa5)
    expect(reply).toEqual(before)
  })
  it('is none where the checksum is wrong, nor to a reply, nor to fewer bytes', () => {
    const right = request(family)
    expect(echoReply(request(family, { checksum: 1 }))).toBeUndefined()
    expect(echoReply(echoReply(right)!)).toBeUndefined()
    for (let length = 0; length < right.length; length++) expect(echoReply(right.subarray(0, length))).toBeUndefined()
  })
})
