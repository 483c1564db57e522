import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DGRAM, RAW } from '../testing/capabilities.js'
import { errorQuoting, ipv4, replyTo, sealed, v4 } from '../testing/packets.js'
import { Bench, endings, HOST, KEY, ROUTER, US } from '../testing/session-bench.js'
import type { Address } from '../wire/address.js'

describe('a reply', () => {
  it('ends its probe, with what the answer says', () => {
    const bench = new Bench()
    const { icmp, token } = bench.send()
    bench.now += 5
    const [event, ...rest] = bench.receive(replyTo(icmp))
    expect(rest).toEqual([])
    expect(event).toMatchObject({
      type: 'ended',
      token,
      context: 'probe',
      ending: {
        status: 'reply',
        from: HOST,
        rtt: 5,
        rttSource: 'user',
        hopLimit: 60,
        identifier: 0x1230,
        bytes: 64,
        matchedBy: 'cookie',
        data: 'intact',
      },
    })
    expect(bench.session.pending).toBe(0)
    expect(bench.session.nextDeadline()).toBeUndefined()
  })

  it('is measured by the kernel stamps of both ends', () => {
    const bench = new Bench()
    const { icmp, token } = bench.send()
    bench.session.handleSent(token, { monotonic: 1100, kernel: 500_000, offset: 499_000 })
    bench.now = 1100
    const [event] = bench.receive(replyTo(icmp), HOST, { at: { monotonic: 1100, kernel: 500_003, offset: 499_000 } })
    expect(event).toMatchObject({ ending: { status: 'reply', rtt: 3, rttSource: 'kernel' } })
  })

  it('counts by the key alone when the data are too small for a cookie', () => {
    const bench = new Bench()
    const { icmp } = bench.send({ data: Uint8Array.of(1, 2, 3) })
    expect(bench.receive(replyTo(icmp))[0]).toMatchObject({ ending: { status: 'reply', matchedBy: 'key' } })
  })

  it('may come with less or more data, none of it wrong', () => {
    const bench = new Bench()
    const short = replyTo(bench.send().icmp.subarray(0, 40))
    expect(bench.receive(short)[0]).toMatchObject({ ending: { status: 'reply', data: 'truncated', bytes: 40 } })
    const long = new Uint8Array(80)
    long.set(bench.send().icmp)
    expect(bench.receive(replyTo(long))[0]).toMatchObject({ ending: { status: 'reply', data: 'extended' } })
  })

  it('may come from anywhere when the target is no single host', () => {
    const bench = new Bench()
    const group = v4('224.0.0.1')
    const { icmp } = bench.send({ to: group, anySource: true })
    expect(bench.receive(replyTo(icmp), HOST)[0]).toMatchObject({ ending: { status: 'reply', from: HOST } })
  })
})

describe('no false reply', () => {
  it.each<[string, (icmp: Uint8Array) => Uint8Array, Address, string[]]>([
    ['another source', (icmp) => replyTo(icmp), ROUTER, ['foreign']],
    [
      'another identifier of our block',
      (icmp) => sealed(Object.assign(replyTo(icmp), { 5: icmp[5]! ^ 1 })),
      HOST,
      ['foreign'],
    ],
    ['an identifier that is not ours', (icmp) => sealed(Object.assign(replyTo(icmp), { 4: 0xee })), HOST, ['foreign']],
    ['the next sequence', (icmp) => sealed(Object.assign(replyTo(icmp), { 7: icmp[7]! + 1 })), HOST, ['foreign']],
    ['a bad checksum', (icmp) => Object.assign(replyTo(icmp), { 2: 0, 3: 1 }), HOST, ['corrupted']],
    [
      'a changed byte of the cookie',
      (icmp) => sealed(Object.assign(replyTo(icmp), { 9: icmp[9]! ^ 4 })),
      HOST,
      ['corrupted'],
    ],
    [
      'a changed byte behind the cookie',
      (icmp) => sealed(Object.assign(replyTo(icmp), { 50: 0xff })),
      HOST,
      ['corrupted'],
    ],
    ['no data', (icmp) => sealed(replyTo(icmp).slice(0, 8)), HOST, ['corrupted']],
    ['half a cookie', (icmp) => sealed(replyTo(icmp).slice(0, 16)), HOST, ['corrupted']],
    ['seven bytes', (icmp) => replyTo(icmp).slice(0, 7), HOST, ['foreign']],
    ['nothing', () => new Uint8Array(0), HOST, ['foreign']],
    ['the request itself, as loopback shows it', (icmp) => icmp, HOST, []],
  ])('%s', (_, forge, from, expected) => {
    const bench = new Bench()
    const { icmp } = bench.send()
    expect(endings(bench.receive(forge(icmp.slice()), from))).toEqual(expected)
    // The probe goes on: its own reply still counts.
    expect(endings(bench.receive(replyTo(icmp)))).toEqual(['reply'])
  })

  it('of another process with the same identifier, sequence and target', () => {
    const ours = new Bench()
    const theirs = new Bench(RAW, 4, Uint8Array.of(8, 7, 6, 5, 4, 3, 2, 1))
    const mine = ours.send()
    const other = theirs.send()
    expect(mine.icmp.subarray(4, 8)).toEqual(other.icmp.subarray(4, 8))
    expect(endings(ours.receive(replyTo(other.icmp)))).toEqual(['foreign'])
    const unreachable = errorQuoting(3, 1, ipv4(US, HOST, other.icmp))
    expect(endings(ours.receive(unreachable, ROUTER))).toEqual(['foreign'])
    expect(endings(ours.receive(replyTo(mine.icmp)))).toEqual(['reply'])
  })

  it('of a late answer, after the sequence has wrapped', () => {
    const bench = new Bench(DGRAM, 4, KEY, { first: 77, count: 1 })
    const first = bench.send()
    bench.now += 1001
    expect(endings(bench.timeout())).toEqual(['timeout'])
    // Until then its key rests.
    bench.now += 10_001
    let again = first
    for (let i = 0; i < 0x1_0000; i++) {
      again = bench.send()
      bench.receive(replyTo(again.icmp))
    }
    expect(again.icmp.subarray(4, 8)).toEqual(first.icmp.subarray(4, 8))
    const last = bench.send()
    expect(last.token).toBe(again.token + 1)
    const wrapped = new Bench(DGRAM, 4, KEY, { first: 77, count: 1 })
    for (let i = 0; i < 0x1_0000; i++) wrapped.session.cancel(wrapped.session.submit(wrapped.request(), ''))
    wrapped.events()
    const live = wrapped.send()
    expect(live.icmp.subarray(4, 8)).toEqual(first.icmp.subarray(4, 8))
    expect(endings(wrapped.receive(replyTo(first.icmp)))).toEqual(['foreign'])
    expect(endings(wrapped.receive(replyTo(live.icmp)))).toEqual(['reply'])
  })

  it('of random or cut bytes: they never throw and never end a probe', () => {
    const bench = new Bench()
    const { icmp } = bench.send()
    const error = errorQuoting(11, 0, ipv4(US, HOST, icmp))
    for (const whole of [replyTo(icmp), error]) {
      for (let length = 0; length < (whole === error ? 8 + 20 + 8 : 8 + 16); length++) {
        expect(endings(bench.receive(whole.slice(0, length)))).not.toContain('reply')
      }
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
        expect(endings(bench.receive(bytes)).filter((status) => status !== 'foreign')).toEqual([])
      }),
    )
    expect(bench.session.pending).toBe(1)
  })
})

describe('duplicates and late answers', () => {
  it('are events of the probe that has ended, never a second ending', () => {
    const bench = new Bench()
    const { icmp, token } = bench.send()
    expect(endings(bench.receive(replyTo(icmp)))).toEqual(['reply'])
    const [duplicate] = bench.receive(replyTo(icmp))
    expect(duplicate).toMatchObject({ type: 'duplicate', token, context: 'probe' })
    const slow = bench.send()
    bench.now += 1000
    expect(endings(bench.timeout())).toEqual(['timeout'])
    expect(endings(bench.receive(replyTo(slow.icmp)))).toEqual(['late'])
    expect(endings(bench.receive(replyTo(slow.icmp)))).toEqual(['duplicate'])
    expect(endings(bench.receive(errorQuoting(3, 1, ipv4(US, HOST, slow.icmp)), ROUTER))).toEqual(['late'])
  })

  it('are held against all the data that was sent, as the reply was', () => {
    const bench = new Bench()
    const { icmp } = bench.send({ data: new Uint8Array(2000).fill(7) })
    bench.receive(replyTo(icmp))
    expect(endings(bench.receive(sealed(Object.assign(replyTo(icmp), { 1999: 8 }))))).toEqual(['corrupted'])
    expect(endings(bench.receive(sealed(Object.assign(replyTo(icmp).slice(0, 1500), { 1400: 8 }))))).toEqual([
      'corrupted',
    ])
    expect(endings(bench.receive(replyTo(icmp.slice(0, 1500))))).toEqual(['duplicate'])
    expect(bench.receive(replyTo(icmp))).toMatchObject([{ type: 'duplicate', bytes: 2008 }])
  })

  it.each([3_600_000, -3_600_000])(
    'a clock that steps by %d ms while a reply lies unread makes no timeout of it',
    (step) => {
      const bench = new Bench()
      const { icmp, token } = bench.send()
      const wall = 1_700_000_000_000
      bench.session.handleSent(token, { monotonic: 1000, kernel: wall + 1000, offset: wall })
      bench.now = 9000
      const [event] = bench.receive(replyTo(icmp), HOST, {
        at: { monotonic: 9000, kernel: wall + 1500, offset: wall + step },
      })
      expect(event).toMatchObject({ ending: { status: 'reply', rtt: expect.closeTo(500, 2), rttSource: 'user' } })
    },
  )

  it('a reply read late but stamped in time wins; one stamped late loses, though read first', () => {
    const bench = new Bench()
    const offset = 1_000_000
    const intime = bench.send()
    const toolate = bench.send()
    bench.now += 5000
    const at = (kernel: number) => ({ at: { monotonic: bench.now, kernel: offset + kernel, offset } })
    expect(endings(bench.receive(replyTo(intime.icmp), HOST, at(1999)))).toEqual(['reply'])
    expect(endings(bench.receive(replyTo(toolate.icmp), HOST, at(2001)))).toEqual(['timeout', 'late'])
    expect(bench.timeout()).toEqual([])
  })
})

describe('the end of a probe', () => {
  it('comes exactly once, whatever happens in whatever order', () => {
    const act = fc.constantFrom('reply', 'error', 'cancel', 'timeout', 'fail', 'unsent', 'copy', 'redirect')
    fc.assert(
      fc.property(fc.array(fc.array(act, { maxLength: 6 }), { maxLength: 12 }), (scripts) => {
        const bench = new Bench()
        const ends = new Map<number, number>()
        const count = (): void => {
          for (const event of bench.events()) {
            if (event.type === 'ended') ends.set(event.token, (ends.get(event.token) ?? 0) + 1)
          }
        }
        const tokens: number[] = []
        for (const script of scripts) {
          const { icmp, token } = bench.send()
          tokens.push(token)
          for (const step of script) {
            const quote = ipv4(US, HOST, icmp)
            if (step === 'reply' || step === 'copy') bench.session.handlePacket(replyTo(icmp), bench.meta(HOST, 64))
            if (step === 'error') bench.session.handlePacket(errorQuoting(11, 0, quote), bench.meta(ROUTER, 92))
            if (step === 'redirect') bench.session.handlePacket(errorQuoting(5, 0, quote), bench.meta(ROUTER, 92))
            if (step === 'cancel') bench.session.cancel(token)
            if (step === 'fail') bench.session.handleSendFailed(token, { code: 'EIO', errno: 5, syscall: 'sendmmsg' })
            if (step === 'unsent' && bench.session.pending > 0 && !ends.has(token)) {
              bench.session.handleUnsent([{ token, to: HOST, icmp }])
              bench.session.pollTransmit(bench.now)
            }
            if (step === 'timeout') {
              bench.now += 1000
              bench.session.handleTimeout(bench.now)
            }
            count()
          }
        }
        bench.session.handleDrained(bench.now)
        while (bench.session.pollTransmit(bench.now) !== undefined);
        bench.now += 1000
        bench.session.handleTimeout(bench.now)
        count()
        expect(bench.session.pending).toBe(0)
        expect(tokens.map((token) => ends.get(token))).toEqual(tokens.map(() => 1))
      }),
    )
  })

  it('a flood of strays keeps no memory: past a bound they are only counted', () => {
    const bench = new Bench()
    const { icmp } = bench.send()
    const forged = sealed(Object.assign(replyTo(icmp), { 4: 0xee }))
    for (let i = 0; i < 5000; i++) bench.session.handlePacket(forged, bench.meta(HOST, 64))
    expect(bench.events().length).toBeLessThanOrEqual(1024)
    expect(endings(bench.receive(replyTo(icmp)))).toEqual(['reply'])
  })
})
