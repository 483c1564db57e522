import { describe, expect, it } from 'vitest'
import { RAW } from '../testing/capabilities.js'
import { errorQuoting, ipv4, replyTo } from '../testing/packets.js'
import { Bench, endings, HOST, ROUTER, US } from '../testing/session-bench.js'
import { RestingKeys } from './resting-keys.js'

/** A session with no more keys than one identifier has. */
function bench(): Bench {
  return new Bench({ ...RAW, receiveSlots: 0x10_0000 }, 4, undefined, { first: 0x1230, count: 1 })
}

const sequenceOf = (icmp: Uint8Array): number => icmp[6]! * 256 + icmp[7]!

/** Sends and answers until the keys have gone round once. @returns the sequences that were used */
function goRound(on: Bench): Set<number> {
  const used = new Set<number>()
  for (let n = 0; n < 0x1_0000; n++) {
    const { icmp } = on.send()
    used.add(sequenceOf(icmp))
    on.receive(replyTo(icmp))
  }
  return used
}

describe('the key of a probe that ended without a reply', () => {
  it('rests for ten seconds, so that a late error with a short quote ends no other', () => {
    const on = bench()
    const first = on.send({ timeout: 100 })
    on.now += 101
    expect(endings(on.timeout())).toEqual(['timeout'])
    on.now += 9000
    expect(goRound(on).has(sequenceOf(first.icmp))).toBe(false)
    const quote = ipv4(US, HOST, first.icmp.subarray(0, 8))
    expect(endings(on.receive(errorQuoting(3, 1, quote), ROUTER))).toEqual(['late'])
    on.now += 1001
    expect(goRound(on).has(sequenceOf(first.icmp))).toBe(true)
  })

  it.each(['cancelled', 'unreachable'])('rests also when it was %s', (how) => {
    const on = bench()
    const { token, icmp } = on.send()
    if (how === 'cancelled') on.session.cancel(token)
    else on.receive(errorQuoting(3, 1, ipv4(US, HOST, icmp)), ROUTER)
    expect(endings(on.events()).filter((status) => status !== 'cancelled')).toEqual([])
    expect(goRound(on).has(sequenceOf(icmp))).toBe(false)
  })

  it('rests from its ending on, though nothing was read before for long', () => {
    const on = bench()
    const { icmp } = on.send({ timeout: 60_000 })
    on.now += 30_000
    expect(endings(on.receive(errorQuoting(3, 1, ipv4(US, HOST, icmp)), ROUTER))).toEqual(['unreachable'])
    expect(on.session.nextRested).toBe(on.now + 10_000)
  })

  it('rests where many might answer and some did: others still may', () => {
    const on = bench()
    const { icmp } = on.send({ anySource: true, responders: 1 })
    expect(endings(on.receive(replyTo(icmp)))).toEqual(['response', 'reply'])
    expect(on.session.nextRested).toBe(on.now + 10_000)
    expect(goRound(on).has(sequenceOf(icmp))).toBe(false)
  })

  it('is free at once where it was never sent, or answered', () => {
    const on = bench()
    on.session.cancel(on.session.submit(on.request(), 'queued'))
    const refused = on.send()
    on.session.handleSendFailed(refused.token, { code: 'EPERM', errno: 1, syscall: 'sendmsg' })
    const answered = on.send()
    on.receive(replyTo(answered.icmp))
    const used = goRound(on)
    expect(used.size).toBe(0x1_0000)
  })
})

describe('a session whose keys rest', () => {
  function silent(on: Bench, count: number): void {
    for (let n = 0; n < count; n++) on.send({ timeout: 1 })
    on.now += 2
    on.timeout()
  }

  it('is full, and empty again when they have rested', () => {
    const on = bench()
    on.session.handleDrained(on.now)
    silent(on, 49_152)
    expect(on.session.full).toBe(true)
    expect(on.session.exhausted).toBe(false)
    on.session.tick(on.now + 10_001)
    expect(on.session.full).toBe(false)
    expect(on.session.nextRested).toBe(Number.POSITIVE_INFINITY)
  })

  it('uses the one that rests longest when there is no other', () => {
    const on = bench()
    for (let n = 0; n < 4; n++) silent(on, 0x4000)
    const first = on.send()
    // The very first key, of token 1.
    expect(sequenceOf(first.icmp)).toBe(1)
    expect(sequenceOf(on.send().icmp)).toBe(2)
    expect(endings(on.receive(replyTo(first.icmp)))).toEqual(['reply'])
  })
})

describe('resting keys', () => {
  it('come out as they went in', () => {
    const keys = new RestingKeys(100)
    expect(keys.has(7)).toBe(false)
    expect(keys.next).toBe(Number.POSITIVE_INFINITY)
    for (const slot of [99, 7, 8]) keys.add(slot, slot === 99 ? 5 : 6)
    expect([keys.has(99), keys.has(7), keys.has(6), keys.size, keys.next]).toEqual([true, true, false, 3, 5])
    keys.release(5)
    expect([keys.has(99), keys.size]).toEqual([false, 2])
    expect([keys.take(), keys.take(), keys.size]).toEqual([7, 8, 0])
  })
})
