import { describe, expect, it } from 'vitest'
import { told } from './testing/simulated.js'

const lines = (text: string): string[] => text.split('\n')

describe('a run', () => {
  it('prints what iputils prints', async () => {
    const { status, stdout, stderr } = await told(['-c', '3', '198.51.100.1'])
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toBe(`PING 198.51.100.1 (198.51.100.1) 56(84) bytes of data.
64 bytes from 198.51.100.1: icmp_seq=1 ttl=64 time=10.0 ms
64 bytes from 198.51.100.1: icmp_seq=2 ttl=64 time=10.0 ms
64 bytes from 198.51.100.1: icmp_seq=3 ttl=64 time=10.0 ms

--- 198.51.100.1 ping statistics ---
3 packets transmitted, 3 received, 0% packet loss, time 2000ms
rtt min/avg/max/mdev = 10.000/10.000/10.000/0.000 ms
`)
  })

  it('prints IPv6 as iputils does', async () => {
    const { stdout } = await told(['-c', '1', '2001:db8::1:1'])
    expect(lines(stdout).slice(0, 2)).toEqual([
      'PING 2001:db8::1:1(2001:db8::1:1) 56 data bytes',
      '64 bytes from 2001:db8::1:1: icmp_seq=1 ttl=63 time=10.0 ms',
    ])
  })

  it('prints names, unless -n or an address is given', async () => {
    const names = { '198.51.100.1': 'one.example', '2001:db8::1:1': 'six.example' }
    const named = await told(['-c', '1', 'four.example'], { names })
    expect(named.stdout).toContain('PING four.example (198.51.100.1) 56(84) bytes of data.\n')
    expect(named.stdout).toContain('64 bytes from one.example (198.51.100.1): icmp_seq=1')
    const six = await told(['-6', '-c', '1', 'both.example'], { names })
    expect(six.stdout).toContain('PING both.example(six.example (2001:db8::1:1)) 56 data bytes\n')
    for (const argv of [['-n', 'four.example'], ['198.51.100.1']]) {
      expect((await told(['-c', '1', ...argv], { names })).stdout).toContain('64 bytes from 198.51.100.1: ')
    }
  })

  it('sends at the interval, and waits another one for the last answer, or twice what the slowest took', async () => {
    const { stdout, took } = await told(['-c', '6', '-i', '0.2', '198.51.100.8'])
    expect(stdout).toContain('6 packets transmitted, 2 received, 66.6667% packet loss, time 1000ms\n')
    expect(took).toBe(1200)
    // The first answer takes 10 ms, and 20 are more than the interval.
    expect((await told(['-c', '5', '-i', '0.005', '198.51.100.8'])).took).toBe(40)
  })

  it('-W: waits for a first answer ten seconds, or as long as told', async () => {
    const silent = await told(['-c', '2', '198.51.100.2'])
    expect(silent).toMatchObject({ status: 1, took: 11_000 })
    expect(silent.stdout).toContain('2 packets transmitted, 0 received, 100% packet loss, time 1000ms\n\n')
    expect((await told(['-c', '2', '-W', '0.5', '198.51.100.2'])).took).toBe(1500)
    const forever = await told(['-c', '1', '-W', '0', '198.51.100.2'], { interruptAt: 3_600_000 })
    expect(forever).toMatchObject({ status: 1, took: 3_600_000 })
  })

  it('-w: ends then, whatever came; with -c when so many answers have come', async () => {
    expect(await told(['-w', '3', '198.51.100.2'])).toMatchObject({ status: 1, took: 3000 })
    expect(await told(['-w', '3', '198.51.100.1'])).toMatchObject({ status: 0, took: 3000 })
    const counted = await told(['-w', '30', '-c', '2', '198.51.100.8'])
    expect(counted).toMatchObject({ status: 0, took: 5010 })
    expect(counted.stdout).toContain('6 packets transmitted, 2 received')
    // Fewer than asked for.
    expect(await told(['-w', '4', '-c', '2', '198.51.100.8'])).toMatchObject({ status: 1, took: 4000 })
    expect(await told(['-w', '30', '198.51.100.3'])).toMatchObject({ status: 1, took: 4 })
  })

  it('Ctrl-C prints the summary', async () => {
    const { status, stdout, took } = await told(['198.51.100.1'], { interruptAt: 2500 })
    expect({ status, took }).toEqual({ status: 0, took: 2500 })
    expect(stdout).toContain('3 packets transmitted, 3 received, 0% packet loss, time 2000ms\n')
    expect(await told(['198.51.100.2'], { interruptAt: 2500 })).toMatchObject({ status: 1 })
  })

  it('Ctrl-C is not held up by a resolver that never answers', async () => {
    const { stdout } = await told(['four.example'], { interruptAt: 1500, mute: true })
    expect(stdout).toContain('64 bytes from 198.51.100.1: icmp_seq=2 ttl=64 time=10.0 ms\n\n--- four.example')
  })

  it('SIGQUIT prints how it stands', async () => {
    const { stderr } = await told(['-c', '3', '198.51.100.1'], { statusAt: 1500 })
    expect(stderr).toBe('\r2/2 packets, 0% loss, min/avg/ewma/max = 10.000/10.000/10.000/10.000 ms\n')
  })

  it('marks duplicates, and counts them apart', async () => {
    const { stdout } = await told(['-c', '2', '198.51.100.4'])
    expect(lines(stdout)[2]).toBe('64 bytes from 198.51.100.4: icmp_seq=1 ttl=64 time=110 ms (DUP!)')
    expect(stdout).toContain('2 packets transmitted, 2 received, +1 duplicates, 0% packet loss')
  })

  it('tells the answer before its duplicate, though both came at once', async () => {
    const { stdout } = await told(['-c', '2', '198.51.100.9'])
    expect(lines(stdout).slice(1, 4)).toEqual([
      '64 bytes from 198.51.100.9: icmp_seq=1 ttl=64 time=10.0 ms',
      '64 bytes from 198.51.100.9: icmp_seq=1 ttl=64 time=10.0 ms (DUP!)',
      '64 bytes from 198.51.100.9: icmp_seq=2 ttl=64 time=10.0 ms',
    ])
  })

  it('does not mark the many answers to a multicast, but counts them', async () => {
    const { stdout } = await told(['-c', '2', '224.0.0.251'])
    expect(lines(stdout)[2]).toBe('64 bytes from 224.0.0.251: icmp_seq=1 ttl=64 time=11.0 ms')
    expect(stdout).toContain('2 packets transmitted, 2 received, +1 duplicates, 0% packet loss')
  })

  it('marks what came back corrupted, and never takes it for an answer', async () => {
    const { status, stdout } = await told(['-c', '1', '-W', '1', '198.51.100.5'])
    expect(status).toBe(1)
    expect(stdout).toContain('64 bytes from 198.51.100.5: icmp_seq=1 ttl=64 time=10.0 ms (BAD CHECKSUM!)\n')
    expect(stdout).toContain('1 packets transmitted, 0 received, +1 corrupted, 100% packet loss')
  })

  it('counts a reply that comes later than it waits for one', async () => {
    const { status, stdout } = await told(['-i', '0', '-w', '31', '198.51.100.6'])
    expect(status).toBe(0)
    expect(lines(stdout)[1]).toBe('64 bytes from 198.51.100.6: icmp_seq=1 ttl=64 time=30010 ms')
    // A hundred a second, and those of the first second are answered in time.
    expect(stdout).toMatch(/^3100 packets transmitted, 99 received, .*\nrtt .*, pipe 300\d, ipg\/ewma /m)
  })

  it('tells errors with who sent them', async () => {
    const { status, stdout } = await told(['-c', '2', '198.51.100.3'])
    expect(status).toBe(1)
    expect(lines(stdout)[1]).toBe('From 192.0.2.254 icmp_seq=1 Destination Host Unreachable')
    expect(stdout).toContain('2 packets transmitted, 0 received, +2 errors, 100% packet loss, time 1000ms\n')
    const six = await told(['-c', '1', '2001:db8::1:2'])
    expect(six.stdout).toContain('From 2001:db8::fe icmp_seq=1 Destination unreachable: No route\n')
    const expired = await told(['-c', '1', '-t', '1', '2001:db8::1:1'])
    expect(expired.stdout).toContain('From 2001:db8::fe icmp_seq=1 Time exceeded: Hop limit\n')
    const big = await told(['-c', '1', '-s', '1400', '2001:db8::1:3'])
    expect(big.stdout).toContain('From 2001:db8::fd icmp_seq=1 Packet too big: mtu=1300\n')
  })

  it('tells what could not even be sent on standard error', async () => {
    const refused = { ok: false, status: 'send-error', error: { code: 'EPERM', errno: 1, syscall: 'sendmsg' } }
    const tooBig = { ok: false, status: 'packet-too-big', origin: 'local', mtu: 1400 }
    const { status, stdout, stderr } = await told(['-c', '2', '198.51.100.1'], { endings: [refused, tooBig] })
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: `icmp-ping: sendmsg: Operation not permitted
icmp-ping: local error: message too long, mtu=1400
`,
    })
    expect(stdout).toContain('2 packets transmitted, 0 received, +1 errors, 100% packet loss')
    expect((await told(['-q', '-c', '1', '198.51.100.1'], { endings: [refused] })).stderr).toBe('')
  })

  it('tells a redirect, and goes on waiting', async () => {
    const { status, stdout } = await told(['-c', '1', '198.51.100.7'])
    expect(status).toBe(0)
    expect(lines(stdout)[1]).toBe('From 198.51.100.7: icmp_seq=1 Redirect Host(New nexthop: 192.0.2.99)')
    expect(stdout).toContain('1 packets transmitted, 1 received, 0% packet loss')
  })

  it('-q: the first line and the summary', async () => {
    const { stdout } = await told(['-q', '-p', 'ff', '-c', '3', '198.51.100.1'])
    expect(lines(stdout).slice(0, 3)).toEqual([
      'PING 198.51.100.1 (198.51.100.1) 56(84) bytes of data.',
      '',
      '--- 198.51.100.1 ping statistics ---',
    ])
  })

  it('-D, -p, -s and -I show', async () => {
    const stamped = await told(['-D', '-c', '1', '198.51.100.1'])
    expect(lines(stamped.stdout)[1]).toMatch(/^\[1767225600\.010000] 64 bytes from /)
    const pattern = await told(['-p', 'f0f', '-c', '1', '198.51.100.1'])
    expect(lines(pattern.stdout)[0]).toBe('PATTERN: 0xf00f')
    const small = await told(['-s', '8', '-c', '1', '198.51.100.1'])
    expect(lines(small.stdout).slice(0, 2)).toEqual([
      'PING 198.51.100.1 (198.51.100.1) 8(36) bytes of data.',
      '16 bytes from 198.51.100.1: icmp_seq=1 ttl=64',
    ])
    const from = await told(['-I', '192.0.2.1', '-c', '1', '198.51.100.1'])
    expect(lines(from.stdout)[0]).toBe('PING 198.51.100.1 (198.51.100.1) from 192.0.2.1 : 56(84) bytes of data.')
  })

  it('-i 0: the next as soon as the last was answered, a hundred a second without answers', async () => {
    const flood = await told(['-i', '0', '-c', '100', '-q', '198.51.100.1'])
    expect(flood).toMatchObject({ status: 0, took: 1000 })
    expect(flood.stdout).toMatch(/100 received.*ipg\/ewma 10\.000\/10\.000 ms\n/s)
    const silent = await told(['-i', '0', '-w', '1', '-q', '198.51.100.2'])
    expect(silent.stdout).toMatch(/^100 packets transmitted, 0 received/m)
  })
})
