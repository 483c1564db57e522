import { type Family, IcmpError, type IcmpErrorCode } from '@icmp/core'
import type { Pinger } from '@icmp/ping'
import { describe, expect, it } from 'vitest'
import { type Destination, isLinkLocal, isMulticast, locate } from './destination.js'
import type { Environment, RouteQuery } from './environment.js'
import type { PingConfig } from './options/config.js'
import { parse } from './options/parse.js'

/** A host with `eth0`, and a resolver that knows one name of each family. */
const ADDRESSES: Record<string, Record<Family, string[]>> = {
  lo: { 4: ['127.0.0.1'], 6: ['::1'] },
  eth0: { 4: ['192.0.2.1'], 6: ['2001:db8::1', 'fe80::1'] },
}

function resolver(names: Record<string, string | IcmpErrorCode>): Pick<Pinger, 'resolve'> {
  return {
    resolve: async (target, { family } = {}) => {
      const found = names[`${target} ${family ?? ''}`.trim()] ?? names[target] ?? target
      if (found.startsWith('ICMP_')) throw new IcmpError(found as IcmpErrorCode, 'no')
      const own = found.includes(':') ? 6 : 4
      if (family !== undefined && own !== family) throw new IcmpError('ICMP_FAMILY_MISMATCH', 'no')
      return { address: found, family: own }
    },
  }
}

/** What is found out about the one destination of this command line. */
async function located(
  argv: readonly string[],
  names: Record<string, string | IcmpErrorCode> = {},
): Promise<{ destination: Destination; asked: RouteQuery[] }> {
  const { config } = parse(argv) as { config: PingConfig }
  const asked: RouteQuery[] = []
  const environment: Pick<Environment, 'route' | 'addressesOf'> = {
    route: async (query) => {
      asked.push(query)
      const usual = query.family === 4 ? '192.0.2.1' : '2001:db8::1'
      const source = query.source ?? (query.address.endsWith('%eth0') ? 'fe80::1%eth0' : usual)
      return { source, broadcast: query.broadcast && query.address.endsWith('.255') }
    },
    addressesOf: (device, family) => ADDRESSES[device]?.[family] ?? [],
  }
  const destination = await locate(
    config.destinations[0]!,
    config,
    resolver(names) as Pinger,
    environment as Environment,
  )
  return { destination, asked }
}

describe('the destination', () => {
  it('by name is known by its address, and by address looked up nowhere', async () => {
    const named = await located(['a.example'], { 'a.example': '198.51.100.1' })
    expect(named.destination).toMatchObject({ host: 'a.example', address: '198.51.100.1', family: 4, literal: false })
    for (const literal of ['198.51.100.1', '::1', '127.1', '0x7f000001']) {
      expect((await located([literal])).destination.literal).toBe(true)
    }
  })

  it('0.0.0.0 is told as the address that it comes to', async () => {
    const { destination } = await located(['0.0.0.0'])
    expect(destination).toMatchObject({ address: '192.0.2.1', target: '0.0.0.0' })
  })

  it.each([
    [['198.51.100.1'], { source: '192.0.2.1', chosenSource: false, foreignSource: false }],
    [['-I', '192.0.2.7', '198.51.100.1'], { source: '192.0.2.7', chosenSource: true, foreignSource: false }],
    [['-I', 'eth0', '198.51.100.1'], { source: '192.0.2.1', device: 'eth0', foreignSource: false }],
    // Nobody else could answer to a loopback address.
    [['-I', 'lo', '198.51.100.1'], { source: '192.0.2.1', device: 'lo', foreignSource: true }],
    [['-I', 'eth0', '-I', '192.0.2.7', '198.51.100.1'], { source: '192.0.2.7', device: 'eth0', foreignSource: false }],
  ])('%j: where the requests come from', async (argv, facts) => {
    expect((await located(argv)).destination).toMatchObject(facts)
  })

  it('is a broadcast address where the system says so and -b allows it', async () => {
    expect((await located(['-b', '192.0.2.255'])).destination.broadcast).toBe(true)
    expect((await located(['-b', '192.0.2.9'])).destination.broadcast).toBe(false)
  })

  it('that is link-local gets the interface as zone, and is told as it was written', async () => {
    const { destination, asked } = await located(['-I', 'eth0', 'fe80::2'])
    expect(destination).toMatchObject({ address: 'fe80::2', target: 'fe80::2%eth0', source: 'fe80::1' })
    expect(asked[0]?.address).toBe('fe80::2%eth0')
    expect((await located(['-I', 'eth0', 'fe80::2%eth0'])).destination.target).toBe('fe80::2%eth0')
    expect((await located(['-I', 'eth0', '2001:db8::2'])).destination.target).toBe('2001:db8::2')
  })

  it.each<[string[], Record<string, string | IcmpErrorCode>, IcmpErrorCode]>([
    [['x'], { x: 'ICMP_HOST_NOT_FOUND' }, 'ICMP_HOST_NOT_FOUND'],
    [['x'], { x: 'ICMP_INVALID_TARGET' }, 'ICMP_INVALID_TARGET'],
    [['x'], { x: 'ICMP_RESOLUTION_FAILED' }, 'ICMP_RESOLUTION_FAILED'],
    [['-6', 'x'], { x: 'ICMP_HOST_NOT_FOUND' }, 'ICMP_HOST_NOT_FOUND'],
    [['-6', '192.0.2.9'], {}, 'ICMP_FAMILY_MISMATCH'],
    [['-6', 'x'], { x: '192.0.2.9', 'x 6': 'ICMP_HOST_NOT_FOUND' }, 'ICMP_FAMILY_MISMATCH'],
    [['-4', 'x'], { x: '2001:db8::9', 'x 4': 'ICMP_RESOLUTION_FAILED' }, 'ICMP_FAMILY_MISMATCH'],
    [['-s', '65508', '192.0.2.9'], {}, 'ICMP_PAYLOAD_TOO_LARGE'],
    [['-I', '::1', '192.0.2.9'], {}, 'ICMP_FAMILY_MISMATCH'],
    [['-I', '192.0.2.1', '::1'], {}, 'ICMP_FAMILY_MISMATCH'],
  ])('%j with %j is %s', async (argv, names, code) => {
    await expect(located(argv, names)).rejects.toMatchObject({ code })
  })

  it('may be larger in IPv6', async () => {
    expect((await located(['-s', '65527', '::1'])).destination.size).toBe(65_527)
  })
})

it('link-local and multicast addresses', () => {
  expect(['fe80::1', 'FEBF::1', 'ff02::1'].every(isLinkLocal)).toBe(true)
  expect(['fe80::1%eth0', 'fec0::1', 'ff0e::1', '::1', '169.254.0.1'].some(isLinkLocal)).toBe(false)
  const multicast = (address: string): boolean => isMulticast({ address, family: address.includes(':') ? 6 : 4 })
  expect(['224.0.0.1', '239.255.255.255', 'ff02::1', 'FF0E::1%eth0'].every(multicast)).toBe(true)
  expect(['223.255.255.255', '240.0.0.1', '22.4.0.1', '255.255.255.255', 'fe80::1', 'ff::1'].some(multicast)).toBe(
    false,
  )
})
