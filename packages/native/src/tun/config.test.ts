import { describe, expect, it } from 'vitest'
import { checkMtu, checkName, pathOf } from './config.js'

const refusal = expect.objectContaining({ name: 'NativeError', code: 'EINVAL' })
const codeOf = (call: () => unknown): unknown => {
  try {
    return call()
  } catch (error) {
    return error
  }
}

describe('the name of a device', () => {
  it.each(['icmp%d', 'tun0', '%d', 'a.b-c_d', 'fifteen-bytes-x', 'ü', '...'])('may be %j', (name) => {
    expect(checkName(name)).toBe(name)
  })
  it.each([
    '',
    'sixteen-bytes-xx',
    'a b',
    'a/b',
    'a:b',
    'a\0',
    'a\n',
    '.',
    '..',
    '%s',
    '%d%d',
    '%',
    '100%',
    'üüüüüüüü',
  ])('is not %j', (name) => {
    expect(codeOf(() => checkName(name))).toEqual(refusal)
  })
  it.each([null, 7, {}])('is not %j', (name) => {
    expect(codeOf(() => checkName(name as string))).toEqual(refusal)
  })
})

describe('the MTU', () => {
  it('is what IPv4 allows, or left to the system', () => {
    expect([undefined, 68, 1500, 65_535].map(checkMtu)).toEqual([0, 68, 1500, 65_535])
  })
  it.each([0, 67, 65_536, -1, 1.5, Number.NaN, 2 ** 40])('is not %d', (mtu) => {
    expect(codeOf(() => checkMtu(mtu))).toEqual(refusal)
  })
})

describe('a network namespace', () => {
  it('is a name or a path', () => {
    expect(pathOf('lab')).toBe('/var/run/netns/lab')
    expect(pathOf('/proc/1/ns/net')).toBe('/proc/1/ns/net')
    expect(pathOf(`/${'x'.repeat(254)}`)).toHaveLength(255)
  })
  it.each(['', 'a/b', './a', '..', '.', 'a\0', '/a\0b', 'x'.repeat(300), `/${'x'.repeat(255)}`, `/${'ü'.repeat(128)}`])(
    'is not %j',
    (namespace) => {
      expect(codeOf(() => pathOf(namespace))).toEqual(refusal)
    },
  )
  it.each([null, 7, {}])('is not %j', (namespace) => {
    expect(codeOf(() => pathOf(namespace as string))).toEqual(refusal)
  })
})
