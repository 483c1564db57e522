import { describe, expect, it } from 'vitest'
import { fpingWords, pingWords } from './words.js'

describe('the words of ping', () => {
  const of = (lines: string, requests = 1, stderr = ''): string =>
    pingWords(
      {
        stdout: `PING 10.99.1.2 (10.99.1.2) 56(84) bytes of data.\n${lines}\n\n--- 10.99.1.2 ping statistics ---\n3 packets`,
        stderr,
      },
      requests,
    )
  const truth =
    '64 bytes from 10.99.1.2: icmp_seq=2 ttl=64 time=0.1 ms\n64 bytes from 10.99.1.2: icmp_seq=3 ttl=64 time=0.1 ms'

  it.each([
    ['64 bytes from 10.99.1.2: icmp_seq=1 ttl=64 time=288 ms', '64 bytes'],
    ['8 bytes from fd99:1::6: icmp_seq=1 ttl=64 (truncated)', '8 bytes (truncated)'],
    ['64 bytes from 10.99.3.8: icmp_seq=1 ttl=64 time=0.054 ms (DIFFERENT ADDRESS!)', '64 bytes (DIFFERENT ADDRESS!)'],
    ['64 bytes from 10.99.1.14: icmp_seq=1 ttl=64 time=39.3 ms\nRR: \t10.99.2.1', '64 bytes, RR: …'],
    [
      '64 bytes from 10.99.1.2: icmp_seq=1 ttl=64 time=1 ms\nwrong data byte #24 should be 0x18 but was 0xe7\n#16\t10 11',
      '64 bytes, wrong data byte #24 should be 0x18 but was 0xe7',
    ],
    ['From 10.99.2.34 icmp_seq=1 Destination Host Unreachable', 'Destination Host Unreachable'],
    ['From 10.99.2.46: icmp_seq=1 Redirect Host(New nexthop: 10.99.3.46)', 'Redirect Host(New nexthop: …)'],
    ['64 bytes from 10.99.1.2: icmp_seq=2 ttl=64 time=1 ms', '2: 64 bytes'],
  ])('%s', (lines, words) => {
    expect(of(`${lines}\n${truth}`)).toBe(words)
  })

  it('are nothing where only the requests after the lie are answered', () => {
    expect(of(truth)).toBe('nothing')
  })

  it('have no order, and count', () => {
    const reply = '64 bytes from 10.99.1.2: icmp_seq=1 ttl=64 time=0.1 ms'
    const error = 'From 10.99.2.2 icmp_seq=1 Destination Host Unreachable'
    expect(of(`${error}\n${reply}\n${truth}`)).toBe(of(`${reply}\n${error}\n${truth}`))
    expect(of(`${reply}\n${reply} (DUP!)\n${reply} (DUP!)\n${truth}`)).toBe('64 bytes; 2 × 64 bytes (DUP!)')
  })

  it('name the requests where there are two', () => {
    const reply = (sequence: number): string => `64 bytes from 10.99.1.2: icmp_seq=${sequence} ttl=64 time=0.1 ms`
    expect(of([2, 1, 3, 4].map(reply).join('\n'), 2)).toBe('1: 64 bytes; 2: 64 bytes')
  })

  it('end with each warning once', () => {
    const warning = (us: number): string => `ping: Warning: time of day goes back (-${us}us), taking countermeasures\n`
    expect(of(truth, 1, warning(5) + warning(99))).toBe(
      'nothing; Warning: time of day goes back, taking countermeasures',
    )
  })
})

describe('the words of fping', () => {
  const truth =
    '10.99.1.2 : [1], 64 bytes, 0.34 ms (0.34 avg, 0% loss)\n10.99.1.2 : [2], 64 bytes, 0.34 ms (0.34 avg, 0% loss)\n'

  it.each([
    ['10.99.1.2 : [0], 64 bytes, 61.0 ms (61.0 avg, 0% loss)\n', '', '64 bytes'],
    ['fd99:1::16 : [0], timed out (NaN avg, 100% loss)\n', '', 'timed out'],
    ['', 'ICMP Host Unreachable from 10.99.2.25 for ICMP Echo sent to 10.99.1.25\n', 'ICMP Host Unreachable'],
    ['10.99.1.8 : [0], 64 bytes, 1.04 ms (1.04 avg, 0% loss)\n', ' [<- 10.99.3.8]', '64 bytes; [<- …]'],
    ['', '\n10.99.1.2 : xmt/rcv/%loss = 3/2/33%, min/avg/max = 0.1/0.1/0.1\n', 'nothing'],
  ])('%s%s', (answers, stderr, words) => {
    expect(fpingWords({ stdout: answers + truth, stderr }, 1)).toBe(words)
  })
})
