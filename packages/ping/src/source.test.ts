import type { Transport } from '@icmp/core'
import { describe, expect, it } from 'vitest'
import { parseAddress } from './resolve.js'
import { checkSource, parseSource } from './source.js'

const on = (name: string): Transport => ({ name }) as Transport
const LOOPBACK = { 4: parseAddress('127.0.0.1')!, 6: parseAddress('::1')! }

function check(transport: string, text: string): void {
  const source = parseAddress(text)!
  checkSource(on(transport), LOOPBACK[source.family], source, 0, text)
}

describe.skipIf(process.platform !== 'linux')('the source of a probe (asks the kernel of Linux)', () => {
  it.each(['127.0.0.1', '127.0.0.5', '::1'])('%s is of this host', (text) => {
    check('raw', text)
    check('dgram', text)
  })
  it.each(['192.0.2.1', '224.0.0.1', '255.255.255.255', '2001:db8::1', 'ff02::1', 'fe80::1:2:3%1'])(
    '%s is not',
    (text) => {
      expect(() => check('raw', text)).toThrow(expect.objectContaining({ code: 'ICMP_ADDRESS_NOT_AVAILABLE' }))
      expect(() => check('dgram', text)).toThrow(expect.objectContaining({ code: 'ICMP_ADDRESS_NOT_AVAILABLE' }))
    },
  )
})

describe('the source of a probe', () => {
  it('may be any on a simulated network', () => {
    check('memory', '192.0.2.1')
  })
  it.each<[string, 4 | 6, string]>([
    ['me', 4, 'ICMP_INVALID_OPTION'],
    ['::1', 4, 'ICMP_FAMILY_MISMATCH'],
  ])('%s for IPv%i: %s', (text, family, code) => {
    expect(() => parseSource(text, family)).toThrow(expect.objectContaining({ code }))
  })
})
