import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex } from '../testing/hex.js'
import { internetChecksumValid } from './checksum.js'
import { EchoView } from './echo-view.js'
import { writeEchoRequest } from './icmpv4/echo.js'

function request(): Uint8Array {
  const bytes = new Uint8Array(3 + 8 + 5).fill(0xa5)
  writeEchoRequest(bytes, 3, 4, 0x1234, 7, hex('0102030405'))
  return bytes
}

describe('an echo view', () => {
  it('reads the message in place', () => {
    const view = EchoView.on(request(), 3)!
    const { type, code, identifier, sequence, data } = view
    expect({ type, code, identifier, sequence }).toEqual({ type: 8, code: 0, identifier: 0x1234, sequence: 7 })
    expect(data).toEqual(hex('0102030405'))
  })

  it('keeps the checksum right while it writes, and touches nothing else', () => {
    fc.assert(
      fc.property(fc.nat(0xffff), fc.nat(0xffff), (identifier, sequence) => {
        const bytes = request()
        const view = EchoView.on(bytes, 3)!
        view.identifier = identifier
        view.sequence = sequence
        expect(internetChecksumValid(bytes, 3)).toBe(true)
        const fresh = new Uint8Array(bytes.length).fill(0xa5)
        writeEchoRequest(fresh, 3, 4, identifier, sequence, hex('0102030405'))
        expect(bytes).toEqual(fresh)
      }),
    )
  })

  it('does not make a damaged message good', () => {
    const bytes = request()
    bytes[12]! ^= 1
    EchoView.on(bytes, 3)!.sequence = 8
    expect(internetChecksumValid(bytes, 3)).toBe(false)
  })

  it('is not given on fewer than 8 bytes', () => {
    expect(EchoView.on(new Uint8Array(7))).toBeUndefined()
    expect(EchoView.on(new Uint8Array(16), 9)).toBeUndefined()
    expect(EchoView.on(new Uint8Array(16), -1)).toBeUndefined()
  })
})
