/** What is refused before anything is sent, and help. */
import { IcmpError } from '@icmp/core'
import { describe, expect, it } from 'vitest'
import { told } from './testing/simulated.js'

const lines = (text: string): string[] => text.split('\n')

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
