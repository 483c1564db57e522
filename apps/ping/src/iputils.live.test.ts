/** What `ping` of iputils prints, `icmp-ping` prints: on loopback, and across a router. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noLab } from '../../../tools/lab/namespaces.mjs'
import { createLab, type Lab } from '../../../tools/lab/topology.mjs'
import { notComparable, type SideBySide, sideBySide } from './testing/side-by-side.js'

const why = notComparable() ?? noLab()
const skipped = why === undefined ? '' : ` (skipped: ${why})`

async function same(args: readonly string[], options: SideBySide = {}): Promise<string> {
  const { ping, ours } = await sideBySide(args, options)
  expect(ours).toEqual(ping)
  return ping.stdout
}

const words = (line: string): string[] => line.split(' ').filter(Boolean)

describe.skipIf(why)(`the same text and exit code as iputils' ping${skipped}`, () => {
  let lab: Lab
  beforeAll(() => {
    lab = createLab()
  })
  afterAll(() => lab.remove())
  const inside = (command: readonly string[]): string[] => lab.inside('client', command)

  it.each(
    [
      '-c 1 127.0.0.1',
      '-c 3 -i 0.2 127.0.0.1',
      '-c 1 ::1',
      '-c 1 localhost',
      '-c 1 -n localhost',
      '-4 -c 1 localhost',
      '-c 1 -q 127.0.0.1',
      '-c 1 -q ::1',
      '-c 1 -D 127.0.0.1',
      '-c 1 -p ff 127.0.0.1',
      '-c 1 -p 0f0 -q 127.0.0.1',
      '-c 1 -p 00112233445566778899aabbccddeeff0011 127.0.0.1',
      '-c 1 -s 0 127.0.0.1',
      '-c 1 -s 15 ::1',
      '-c 1 -s 16 127.0.0.1',
      '-c 1 -s 65507 127.0.0.1',
      '-c 1 -s 65527 ::1',
      '-c 1 -t 5 127.0.0.1',
      '-c 1 -I lo 127.0.0.1',
      '-c 1 -I lo ::1',
      '-c 1 -I 127.0.0.1 127.0.0.1',
      '-c 1 -I 127.0.0.2 127.0.0.1',
      '-c 1 -I ::1 ::1',
      '-c 1 -I lo -I 127.0.0.2 127.0.0.1',
      '-c 1 -W 0 127.0.0.1',
      '-nqc1 127.0.0.1',
      '127.0.0.1 -c 1',
      '-c 1 0.0.0.0',
      '-c 1 ::',
      '-c 1 127.1',
      '-c 2 -i 0.01 -q ::1',
      '-c 3 -i 0 -q 127.0.0.1',
      '-w 1 -i 0.7 127.0.0.1',
      '-w 2 -c 2 -i 0.1 127.0.0.1',
    ].map((line) => [line]),
  )('on loopback: %s', async (line) => {
    expect(await same(words(line), { inside })).not.toBe('')
  })

  it.each([4, 6] as const)('across a router, IPv%i: replies, errors, silence', async (family) => {
    const { far, router, unreachable, prohibited, rejected, silent, client } = lab.addresses[family]
    for (const line of [
      `-c 2 -i 0.2 ${far}`,
      `-c 1 ${router}`,
      `-c 1 -t 1 ${far}`,
      `-c 2 -i 0.2 -t 1 -q ${far}`,
      `-c 1 ${unreachable}`,
      `-c 1 ${prohibited}`,
      `-c 2 -i 0.2 ${rejected}`,
      `-c 1 -D ${rejected}`,
      `-w 3 ${rejected}`,
      `-c 2 -i 0.2 -W 0.3 ${silent}`,
      `-w 1 -i 0.7 ${silent}`,
      `-c 1 -I uplink ${far}`,
      `-c 1 -I ${client} ${far}`,
    ]) {
      expect(await same(words(line), { inside, before: lab.forgetPaths })).toMatch(/^PING /)
    }
  })

  // iputils itself takes a datagram socket where it may, as `--transport auto` does.
  it.each([4, 6] as const)('over raw sockets, IPv%i', async (family) => {
    const { far, rejected, client } = lab.addresses[family]
    for (const line of [
      `-c 1 ${family === 4 ? '127.0.0.1' : '::1'}`,
      `-c 2 -i 0.2 ${far}`,
      `-c 1 -t 1 ${far}`,
      `-c 1 -s 1440 ${far}`,
      `-c 2 -i 0.2 ${rejected}`,
      `-c 1 -I uplink ${far}`,
      `-c 1 -I ${client} ${far}`,
    ]) {
      expect(await same(words(line), { inside, before: lab.forgetPaths, transport: 'raw' })).toMatch(/^PING /)
    }
  })

  it.each([4, 6] as const)("IPv%i: what doesn't fit, told by the router, then known here", async (family) => {
    const { far, router } = lab.addresses[family]
    const told = await same(words(`-c 1 -s 1440 ${far}`), { inside, before: lab.forgetPaths })
    expect(told).toMatch(new RegExp(`^From ${router} icmp_seq=1 .*mtu ?= ?1400`, 'm'))
    expect(await same(words(`-c 1 -s 1440 ${far}`), { inside })).not.toContain(router)
  })

  it('on the link: a zone, and the many answers to a multicast', async () => {
    expect(await same(words('-c 1 ff02::1%uplink'), { inside })).toContain('%uplink: icmp_seq=1')
    expect(await same(words('-q -w 1 -i 0.7 ff02::1%uplink'), { inside })).toContain('2 received, +2 duplicates')
  })

  it('on the link, the interface by -I: iputils looks for the source address elsewhere, and says so', async () => {
    const { ping, ours } = await sideBySide(words('-c 1 -I uplink ff02::1'), { inside })
    expect(ping.stderr).toMatch(/^ping: Warning: IPv6 link-local .*\nping: Warning: source address .*\n$/)
    const stdout = ping.stdout.replace(' from :: uplink:', ' from LINK uplink:')
    expect({ ...ours, stdout: ours.stdout.replace(/ from fe80::\S+ uplink:/, ' from LINK uplink:') }).toEqual({
      status: 0,
      stdout,
      stderr: '',
    })
  })

  it("through a device that has no address of the target's network: a warning", async () => {
    await same(words(`-c 1 -W 0.5 -I lo ${lab.addresses[4].far}`), { inside })
  })

  it('Ctrl-C prints the summary; SIGQUIT how it stands', async () => {
    const presses = [
      { signal: 'SIGQUIT', afterLines: 3 },
      { signal: 'SIGINT', afterLines: 4 },
    ] as const
    const stdout = await same(words('-i 0.5 127.0.0.1'), { inside, presses })
    expect(stdout).toContain('--- 127.0.0.1 ping statistics ---')
  })

  /** One sentence that says what to do, and nothing sent. */
  const REFUSED = { status: 2, stdout: '', stderr: expect.stringMatching(/^ping: [^\n]{20,}\n$/) }

  it.each(
    [
      '-p xyz 127.0.0.1',
      '-4 -6 127.0.0.1',
      '-6 127.0.0.1',
      '-t 0 127.0.0.1',
      '-W -1 127.0.0.1',
      '-I nowhere0 127.0.0.1',
      '-I 192.0.2.77 127.0.0.1',
      '-z 127.0.0.1',
      'no.such.host.invalid',
      '255.255.255.255',
    ].map((line) => [line]),
  )('exits with 2, as iputils does: %s', async (line) => {
    const { ping, ours } = await sideBySide(words(line), { inside })
    expect(ours).toEqual(REFUSED)
    expect({ status: ping.status, stdout: ping.stdout }).toEqual({ status: 2, stdout: '' })
  })

  // iputils exits with 1 here, which its own manual gives to "no reply".
  it.each(['-c 0 127.0.0.1', '-c x 127.0.0.1', '-t 256 127.0.0.1', '-s -1 127.0.0.1', ''].map((line) => [line]))(
    'exits with 2, where iputils exits with 1: %s',
    async (line) => {
      const { ping, ours } = await sideBySide(words(line), { inside })
      expect(ours).toEqual(REFUSED)
      expect({ status: ping.status, stdout: ping.stdout }).toEqual({ status: 1, stdout: '' })
    },
  )

  // These it takes, and sends something else than was asked for, or nothing.
  it.each(
    [
      '-c 1 -i -1 127.0.0.1',
      '-c 1 -i x 127.0.0.1',
      '-c 1 -s 65508 127.0.0.1',
      '-c 1 -s 65528 ::1',
      '-c 1 -I ::1 127.0.0.1',
    ].map((line) => [line]),
  )('exits with 2, where iputils goes on: %s', async (line) => {
    const { ping, ours } = await sideBySide([...words(line), '-W', '0.2'], { inside })
    expect(ours).toEqual(REFUSED)
    expect(ping.stdout).toMatch(/^PING /)
  })
})
