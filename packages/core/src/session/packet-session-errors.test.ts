import { describe, expect, it } from 'vitest'
import { DGRAM, RAW } from '../testing/capabilities.js'
import { errorQuoting, ipv4, ipv6, replyTo, v4, v6 } from '../testing/packets.js'
import { Bench, endings, HOST, KEY, ROUTER, US } from '../testing/session-bench.js'
import type { Capabilities } from '../transport/capabilities.js'
import type { Received } from '../transport/contract.js'
import type { Address } from '../wire/address.js'

const RAW6: Capabilities = { ...RAW, checksum: { send: 'below', receive: 'below' } }

describe('errors in packets', () => {
  it.each<[number, number, number[], object]>([
    [3, 1, [], { status: 'unreachable', type: 3, code: 1, from: ROUTER }],
    [3, 13, [], { status: 'unreachable', type: 3, code: 13 }],
    [3, 4, [0, 0, 0x05, 0x78], { status: 'packet-too-big', origin: 'network', mtu: 1400, type: 3, code: 4 }],
    [11, 0, [], { status: 'time-exceeded', type: 11, code: 0 }],
    [12, 0, [20], { status: 'parameter-problem', pointer: 20 }],
  ])('IPv4 type %d code %d', (type, code, rest, ending) => {
    const bench = new Bench()
    const { icmp } = bench.send()
    expect(bench.receive(errorQuoting(type, code, ipv4(US, HOST, icmp), rest), ROUTER)).toMatchObject([{ ending }])
  })

  it.each<[number, number, number[], object]>([
    [1, 0, [], { status: 'unreachable', type: 1, code: 0, from: v6(0xfe) }],
    [2, 0, [0, 0, 0x05, 0x00], { status: 'packet-too-big', origin: 'network', mtu: 1280, type: 2 }],
    [3, 0, [], { status: 'time-exceeded', type: 3 }],
    [4, 1, [0, 0, 0, 6], { status: 'parameter-problem', pointer: 6, code: 1 }],
  ])('IPv6 type %d code %d', (type, code, rest, ending) => {
    const bench = new Bench(RAW6, 6)
    const { icmp } = bench.send({ to: v6(7) })
    const error = errorQuoting(type, code, ipv6(v6(1), v6(7), icmp), rest)
    expect(bench.receive(error, v6(0xfe), { to: v6(1) })).toMatchObject([{ ending }])
  })

  it('count with a quote of just 8 bytes beyond the header', () => {
    const bench = new Bench()
    const { icmp } = bench.send()
    expect(endings(bench.receive(errorQuoting(3, 1, ipv4(US, HOST, icmp).slice(0, 28)), ROUTER))).toEqual([
      'unreachable',
    ])
  })

  it.each<[string, (icmp: Uint8Array) => Uint8Array, Partial<Received>]>([
    ['to another target', (icmp) => ipv4(US, ROUTER, icmp), {}],
    ['from another source than the error came to', (icmp) => ipv4(ROUTER, HOST, icmp), {}],
    ['of another identifier', (icmp) => ipv4(US, HOST, Object.assign(icmp.slice(), { 4: 0 })), {}],
    ['of an echo reply', (icmp) => ipv4(US, HOST, replyTo(icmp)), {}],
    ['cut before the sequence', (icmp) => ipv4(US, HOST, icmp).slice(0, 27), {}],
    ['of UDP', (icmp) => Object.assign(ipv4(US, HOST, icmp), { 9: 17 }), {}],
  ])('that quote a datagram %s are foreign', (_, quote, more) => {
    const bench = new Bench()
    const { icmp } = bench.send()
    expect(endings(bench.receive(errorQuoting(3, 1, quote(icmp)), ROUTER, more))).toEqual(['foreign'])
    expect(bench.session.pending).toBe(1)
  })

  it.each([4, 6] as const)('IPv%i: count where a router kept 8 bytes and padded them with zeros', (family) => {
    const [us, host, router] = family === 4 ? [US, HOST, ROUTER] : [v6(1), v6(7), v6(0xfe)]
    const bench = new Bench(family === 4 ? RAW : RAW6, family)
    const { icmp } = bench.send({ to: host })
    const whole = family === 4 ? ipv4(us, host, icmp) : ipv6(us, host, icmp)
    const quote = new Uint8Array(128)
    quote.set(whole.subarray(0, whole.length - icmp.length + 8))
    const error = errorQuoting(family === 4 ? 3 : 1, 1, quote)
    expect(endings(bench.receive(error, router, { to: us }))).toEqual(['unreachable'])
  })

  it('a bad checksum of an error counts for nothing', () => {
    const bench = new Bench()
    const { icmp } = bench.send()
    const error = Object.assign(errorQuoting(3, 1, ipv4(US, HOST, icmp)), { 2: 1 })
    expect(endings(bench.receive(error, ROUTER))).toEqual(['corrupted'])
  })

  it('a redirect tells of a gateway and ends nothing; source quench is ignored', () => {
    const bench = new Bench()
    const { icmp } = bench.send()
    const quote = ipv4(US, HOST, icmp)
    const [redirect] = bench.receive(errorQuoting(5, 1, quote, [192, 0, 2, 9]), ROUTER)
    expect(redirect).toMatchObject({ type: 'redirect', context: 'probe', from: ROUTER, gateway: v4('192.0.2.9') })
    expect(endings(bench.receive(errorQuoting(4, 0, quote), ROUTER))).toEqual(['foreign'])
    expect(endings(bench.receive(replyTo(icmp)))).toEqual(['reply'])
  })
})

describe('redirects of IPv6', () => {
  const neighbour: Address = { family: 6, bytes: Uint8Array.of(0xfe, 0x80, ...new Array(13).fill(0), 9), scope: 3 }

  /** RFC 4861 §4.5, with the packet as a Redirected Header option. */
  function redirect(icmp: Uint8Array, target: Uint8Array): Uint8Array {
    const quote = ipv6(v6(1), v6(7), icmp)
    return Uint8Array.of(
      137,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      ...target,
      ...v6(7).bytes,
      4,
      1 + quote.length / 8,
      0,
      0,
      0,
      0,
      0,
      0,
      ...quote,
    )
  }

  it('tell of a gateway on the link, or of a destination that is a neighbour', () => {
    const bench = new Bench(RAW6, 6)
    const { icmp } = bench.send({ to: v6(7) })
    const meta = { to: v6(1), hopLimit: 255 }
    expect(bench.receive(redirect(icmp, neighbour.bytes), neighbour, meta)).toMatchObject([
      { type: 'redirect', context: 'probe', from: neighbour, gateway: neighbour, bytes: 152 },
    ])
    expect(bench.receive(redirect(icmp, v6(7).bytes), neighbour, meta)).toMatchObject([{ gateway: v6(7) }])
    expect(bench.session.pending).toBe(1)
  })

  it.each([
    ['a router', neighbour, 254],
    ['a host elsewhere', v6(9), 255],
  ])("from beyond %s are nobody's to send", (_, from, hopLimit) => {
    const bench = new Bench(RAW6, 6)
    const { icmp } = bench.send({ to: v6(7) })
    expect(endings(bench.receive(redirect(icmp, neighbour.bytes), from, { to: v6(1), hopLimit }))).toEqual(['foreign'])
  })
})

describe('error reports', () => {
  it.each<[number, number, number, object]>([
    [3, 1, 0, { status: 'unreachable', type: 3, code: 1, from: ROUTER }],
    [3, 4, 1400, { status: 'packet-too-big', origin: 'network', mtu: 1400 }],
    [11, 0, 0, { status: 'time-exceeded' }],
    [12, 0, 20, { status: 'parameter-problem', pointer: 20 }],
  ])('type %d code %d', (type, code, info, ending) => {
    const bench = new Bench(DGRAM, 4, KEY, { first: 77, count: 1 })
    const { icmp } = bench.send()
    const at = { monotonic: bench.now }
    bench.session.handleReport({
      origin: 'network',
      from: ROUTER,
      to: HOST,
      type,
      code,
      info,
      quoted: icmp.slice(0, 8),
      at,
    })
    expect(bench.events()).toMatchObject([{ ending }])
  })

  it('tell of a gateway where the extra word is one', () => {
    const bench = new Bench(DGRAM, 4, KEY, { first: 77, count: 1 })
    const { icmp } = bench.send()
    const at = { monotonic: bench.now }
    const report = { origin: 'network', from: ROUTER, to: HOST, type: 5, code: 1, quoted: icmp, at } as const
    bench.session.handleReport({ ...report, info: 0xc0000209 })
    expect(bench.events()).toEqual([
      { type: 'redirect', token: 1, to: HOST, context: 'probe', from: ROUTER, gateway: v4('192.0.2.9'), bytes: 0 },
    ])
    expect(bench.session.pending).toBe(1)
  })

  it('count only for the target and the sequence they quote', () => {
    const bench = new Bench(DGRAM, 4, KEY, { first: 77, count: 1 })
    const { icmp } = bench.send()
    const report = { origin: 'network' as const, from: ROUTER, type: 3, code: 1, info: 0, at: { monotonic: bench.now } }
    bench.session.handleReport({ ...report, to: ROUTER, quoted: icmp.slice() })
    bench.session.handleReport({ ...report, to: HOST, quoted: Object.assign(icmp.slice(), { 7: 99 }) })
    bench.session.handleReport({ ...report, to: HOST, quoted: icmp.slice(0, 5) })
    bench.session.handleReport({ ...report, origin: 'local', to: HOST, quoted: new Uint8Array(0) })
    expect(endings(bench.events()).filter((status) => status !== 'foreign')).toEqual([])
    expect(bench.session.pending).toBe(1)
  })
})
