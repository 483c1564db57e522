/** Several hosts, floods, and hosts that answer together. */
import { describe, expect, it } from 'vitest'
import { told } from './testing/simulated.js'

const lines = (text: string): string[] => text.split('\n')

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
