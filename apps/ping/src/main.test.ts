import { IcmpError } from '@icmp/core'
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

describe('several hosts', () => {
  it('are pinged at once; the summaries come last, in order', async () => {
    const { status, stdout, took } = await told(['-c', '2', '198.51.100.1', '2001:db8::1:1'])
    expect({ status, took }).toEqual({ status: 0, took: 1010 })
    expect(stdout).toBe(`PING 198.51.100.1 (198.51.100.1) 56(84) bytes of data.
PING 2001:db8::1:1(2001:db8::1:1) 56 data bytes
64 bytes from 198.51.100.1: icmp_seq=1 ttl=64 time=10.0 ms
64 bytes from 2001:db8::1:1: icmp_seq=1 ttl=63 time=10.0 ms
64 bytes from 198.51.100.1: icmp_seq=2 ttl=64 time=10.0 ms
64 bytes from 2001:db8::1:1: icmp_seq=2 ttl=63 time=10.0 ms

--- 198.51.100.1 ping statistics ---
2 packets transmitted, 2 received, 0% packet loss, time 1000ms
rtt min/avg/max/mdev = 10.000/10.000/10.000/0.000 ms

--- 2001:db8::1:1 ping statistics ---
2 packets transmitted, 2 received, 0% packet loss, time 1000ms
rtt min/avg/max/mdev = 10.000/10.000/10.000/0.000 ms
`)
  })

  it('exit with 1 when one of them does not answer, and errors say whose they are', async () => {
    const { status, stdout } = await told(['-c', '1', '-W', '1', '198.51.100.1', '198.51.100.2', '198.51.100.3'])
    expect(status).toBe(1)
    expect(stdout).toContain('From 192.0.2.254 icmp_seq=1 Destination Host Unreachable (to 198.51.100.3)\n')
    expect(stdout.match(/ ping statistics ---$/gm)?.length).toBe(3)
  })

  it('end together on Ctrl-C; SIGQUIT tells of each', async () => {
    const { stdout, stderr, took } = await told(['198.51.100.1', '198.51.100.2'], { statusAt: 1500, interruptAt: 2500 })
    expect(took).toBe(2500)
    expect(stdout).toContain('--- 198.51.100.2 ping statistics ---\n3 packets transmitted, 0 received')
    expect(stderr).toBe(
      '\r198.51.100.1: 2/2 packets, 0% loss, min/avg/ewma/max = 10.000/10.000/10.000/10.000 ms\n\r198.51.100.2: 0/2 packets, 100% loss\n',
    )
  })

  it('of which one is unknown: nothing is sent to the others', async () => {
    expect(await told(['198.51.100.1', 'no.such.example'])).toMatchObject({ status: 2, stdout: '' })
  })

  it('in JSON are told apart by their target', async () => {
    const { stdout } = await told(['--json', '-c', '1', '198.51.100.4', '198.51.100.1'])
    const targets = lines(stdout.trimEnd()).map((line) => JSON.parse(line).target)
    expect(new Set(targets)).toEqual(new Set(['198.51.100.4', '198.51.100.1']))
  })
})

describe('-f', () => {
  const DOT = '.\b \b'

  it('a dot for each request, which its reply takes away', async () => {
    expect(lines((await told(['-f', '-c', '3', '127.0.0.1'])).stdout)[1]).toBe(DOT.repeat(3))
    expect(lines((await told(['-f', '-a', '-c', '2', '127.0.0.1'])).stdout)[1]).toBe(`${DOT}\x07`.repeat(2))
    expect((await told(['-f', '-w', '1', '198.51.100.2'])).stdout).toContain(`\n${'.'.repeat(100)}\n--- `)
    expect((await told(['-f', '-c', '2', '198.51.100.3'])).stdout).toContain('\n.\bE.\bE\n--- ')
    expect((await told(['-f', '-c', '1', '-W', '1', '198.51.100.5'])).stdout).toContain('\n.\bC\n--- ')
  })

  it('no more dots than the terminal has columns', async () => {
    const { stdout } = await told(['-f', '-w', '1', '198.51.100.2'], { columns: 40 })
    expect(lines(stdout)[1]).toBe('.'.repeat(40))
  })
})

describe('-b', () => {
  it('allows a broadcast, with a warning; who answers more than once is not marked', async () => {
    const { status, stdout, stderr } = await told(['-b', '-c', '2', '192.0.2.255'])
    expect({ status, stderr }).toEqual({ status: 0, stderr: 'WARNING: pinging broadcast address\n' })
    expect(stdout).toContain('2 packets transmitted, 2 received, +1 duplicates')
    expect(stdout).not.toContain('DUP')
    expect((await told(['-v', '-b', '-c', '2', '192.0.2.255'])).stdout).toContain('time=11.0 ms (DUP!)')
  })

  it('is asked for where it is missing', async () => {
    const { status, stderr } = await told(['192.0.2.255'])
    expect(status).toBe(2)
    expect(stderr).toContain('Do you want to ping broadcast? Then -b.')
  })
})

describe('bad input', () => {
  it.each([
    [['no.such.example'], 'no.such.example: Name or service not known: check the name, or give an address.'],
    [['-6', '198.51.100.1'], '198.51.100.1: Address family for hostname not supported: leave out -6, or give -4.'],
    [['-6', 'four.example'], 'four.example: Address family for hostname not supported: leave out -6, or give -4.'],
    [['-I', '::1', '198.51.100.1'], '::1: Address family for hostname not supported: 198.51.100.1 is reached by IPv4'],
    [['-4', '-6', '198.51.100.1'], 'only one -4 or -6 option may be specified: leave out the other.'],
    [['-t', '0', '198.51.100.1'], "invalid argument: '0': give -t a whole number from 1 to 255."],
    [['-t', '256', '198.51.100.1'], "invalid argument: '256': give -t a whole number from 1 to 255."],
    [['-i', '-1', '198.51.100.1'], "invalid argument: '-1': give -i a number of seconds, 0 or more, as 0.2."],
    [['-i', 'x', '198.51.100.1'], "invalid argument: 'x': give -i a number of seconds, 0 or more, as 0.2."],
    [['-c', '0', '198.51.100.1'], "invalid argument: '0': give -c a whole number from 1 on."],
    [['-c', '1.5', '198.51.100.1'], "invalid argument: '1.5': give -c a whole number from 1 on."],
    [['-s', '65508', '198.51.100.1'], 'packet size too large: 65508: give -s at most 65507 data bytes for IPv4.'],
    [
      ['-s', '65528', '::1'],
      "invalid argument: '65528': give -s a number of data bytes from 0 to 65507 (IPv6: 65527).",
    ],
    [
      ['-p', 'xyz', '198.51.100.1'],
      'patterns must be specified as hex digits: xyz: give -p 1 to 16 bytes, as ff or 00ff.',
    ],
    [['-I', 'nowhere0', '198.51.100.1'], "There is no network interface 'nowhere0': 'ip link' lists those there are."],
    [['--transport', 'telepathy', '::1'], "invalid argument: 'telepathy': give --transport raw, dgram or auto."],
    [[], 'usage error: Destination address required: give a host name or an IP address.'],
    [['-z', 'a'], "unknown option '-z': 'icmp-ping --help' lists the options."],
  ])('%j is told in one sentence, before anything is sent', async (argv, sentence) => {
    const { status, stdout, stderr } = await told(argv)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain(`icmp-ping: ${sentence}`)
    expect(lines(stderr)).toHaveLength(2)
  })

  it('a user who is not root may not flood', async () => {
    const { status, stderr } = await told(['-i', '0.001', '198.51.100.1'], { uid: 1000 })
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'icmp-ping: cannot flood; minimal interval allowed for user is 2ms: use -i 0.002 (or higher).\n',
    })
    expect((await told(['-i', '0.002', '-c', '2', '198.51.100.1'], { uid: 1000 })).status).toBe(0)
  })

  it.each([
    [['-l', '4', '198.51.100.1'], 'cannot set preload to value greater than 3: 4: '],
    [['-f', '198.51.100.1'], 'cannot flood; minimal interval allowed for user is 2ms: '],
    [['-b', '-i', '0.5', '192.0.2.255'], 'broadcast ping with too short interval: 500: '],
    [['-M', 'want', '224.0.0.251'], 'broadcast ping does not fragment: '],
  ])('a user who is not root may not: %j', async (argv, sentence) => {
    const { status, stdout, stderr } = await told(argv, { uid: 1000 })
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain(`icmp-ping: ${sentence}`)
  })

  it('-A of a user who is not root keeps 2 ms', async () => {
    const { stdout, took } = await told(['-A', '-c', '4', '-q', '127.0.0.1'], { uid: 1000 })
    expect({ stdout, took }).toMatchObject({ took: 6, stdout: expect.stringContaining('4 received') })
  })

  it.each(['ICMP_PERMISSION', 'ICMP_BINARY_MISSING'] as const)('%s is told with what to do', async (code) => {
    const refusal = new IcmpError(code, 'It is refused. Do this about it.')
    expect(await told(['198.51.100.1'], { refusal })).toMatchObject({
      status: 2,
      stdout: '',
      stderr: 'icmp-ping: It is refused. Do this about it.\n',
    })
  })
})

describe('help and version', () => {
  it.each(['-h', '--help'])('%s lists every flag', async (flag) => {
    const { status, stdout } = await told([flag])
    expect(status).toBe(0)
    for (const letter of 'ciAflWwstQMpbISnqDvaU46') expect(stdout).toMatch(new RegExp(`^ +-${letter}\\b`, 'm'))
    for (const long of ['--json', '--ui', '--transport', 'doctor', '--sweep']) expect(stdout).toContain(long)
  })

  it('-V prints the version', async () => {
    expect((await told(['-V'])).stdout).toMatch(/^icmp-ping \d+\.\d+\.\d+\n$/)
  })
})
