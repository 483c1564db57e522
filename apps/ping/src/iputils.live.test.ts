/** What `ping` of iputils prints, `icmp-ping` prints: on loopback, and across a router. */
import { execFileSync } from 'node:child_process'
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

  /** One sentence that says what to do, and nothing sent. */
  const REFUSED = { status: 2, stdout: '', stderr: expect.stringMatching(/^ping: [^\n]{20,}\n$/) }

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
      '-c 2 -i 0.3 -q ::1',
      '-c 3 -i 0 -q 127.0.0.1',
      '-w 1 -i 0.7 127.0.0.1',
      '-w 5 -c 2 -i 0.5 127.0.0.1',
      '-c 1 -Q 0x10 127.0.0.1',
      '-c 1 -Q 255 ::1',
      '-c 1 -q -Q 010 127.0.0.1',
      '-c 1 -S 1000 127.0.0.1',
      '-c 1 -S 1 -s 60000 127.0.0.1',
      '-c 1 -S 100000000 ::1',
      '-c 2 -i 0.2 -a 127.0.0.1',
      '-c 1 -a -q ::1',
      '-c 1 -a -D ::1',
      '-c 1 -a -s 8 127.0.0.1',
      '-c 1 -U 127.0.0.1',
      '-c 2 -i 0.2 -U -q ::1',
      '-c 1 -M do ::1',
      '-c 1 -M want 127.0.0.1',
      '-c 1 -M dont -q 127.0.0.1',
      '-b -c 1 127.0.0.1',
      '-b -c 1 ::1',
      '-l 3 -c 2 127.0.0.1',
      '-l 3 -c 5 -i 0.2 ::1',
      '-l 1 -c 1 127.0.0.1',
      '-A -c 5 127.0.0.1',
      '-A -q -c 5 ::1',
      '-A -i 0.3 -c 3 localhost',
      '-A -l 3 -c 5 127.0.0.1',
      '-f -c 5 127.0.0.1',
      '-f -c 5 ::1',
      '-f -q -c 20 localhost',
      '-f -a -c 3 127.0.0.1',
      '-f -D -c 3 ::1',
      '-f -n -c 3 localhost',
      '-f -s 8 -c 3 127.0.0.1',
      '-f -i 0.2 -c 3 ::1',
      '-f -A -c 3 127.0.0.1',
      '-f -A -l 3 -c 4 -q ::1',
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

  it.each([4, 6] as const)('across a router, IPv%i: as fast as answers come, and a few at once', async (family) => {
    const { far, rejected, silent } = lab.addresses[family]
    for (const line of [
      `-f -c 3 ${far}`,
      `-f -c 3 ${rejected}`,
      `-f -t 1 -c 3 ${far}`,
      `-f -c 5 -W 0.5 ${silent}`,
      `-A -c 3 ${far}`,
      `-A -c 2 ${rejected}`,
      `-A -c 2 -W 0.5 ${silent}`,
      `-l 4 -c 5 -i 0.2 -W 0.5 ${silent}`,
      `-l 3 -c 3 -q ${far}`,
      `-a -c 1 ${rejected}`,
    ]) {
      expect(await same(words(line), { inside, before: lab.forgetPaths })).toMatch(/^PING /)
    }
  })

  it.each([4, 6] as const)('-M, IPv%i: who fragments', async (family) => {
    const { far } = lab.addresses[family]
    for (const hint of ['do', 'want', 'dont']) {
      for (const size of [1440, 2000]) {
        const line = `-M ${hint} -c 2 -i 0.2 -s ${size} ${far}`
        const { ping, ours } = await sideBySide(words(line), { inside, before: lab.forgetPaths })
        // What this host knows goes to standard error.
        expect(ours).toEqual(ping)
      }
    }
  })

  it('-f: what this host refuses to send looks the same, though the dot was there before', async () => {
    const line = words(`-f -c 3 -M do -s 2000 ${lab.addresses[4].far}`)
    const { ping, ours } = await sideBySide(line, { inside })
    expect({ ...ours, stdout: ours.stdout.replaceAll('.\b', '') }).toEqual(ping)
  })

  it('-f -l: the same dots, less the same', async () => {
    const { ping, ours } = await sideBySide(words('-f -l 5 -c 12 127.0.0.1'), { inside })
    const counts = (text: string): number[] =>
      ['.', '\b \b', 'E'].map((mark) => text.split('\n')[1]!.split(mark).length - 1)
    expect(counts(ping.stdout)).toEqual([12, 12, 0])
    expect(counts(ours.stdout)).toEqual(counts(ping.stdout))
  })

  it('-b: a broadcast, its warning, and the many that answer', async () => {
    const { ping, ours } = await sideBySide(words('-b -c 2 -i 0.2 10.81.1.255'), { inside, before: answerBroadcasts })
    expect(ping.stderr).toBe('WARNING: pinging broadcast address\n')
    expect(ours).toEqual(ping)
    for (const line of [
      '-b -q -w 1 -i 0.7 10.81.1.255',
      '-b -f -q -w 1 -i 0.7 10.81.1.255',
      '-b -v -w 1 -i 0.7 10.81.1.255',
    ]) {
      expect(await outputs(line)).toContain('2 received, +2 duplicates')
    }
    // Of a network further away this host doesn't know it.
    expect(await outputs('-b -c 1 -W 0.5 10.81.2.255')).toContain('from 10.81.1.1: icmp_seq=1')
  })

  /** Of a broadcast or with `-v`, whose standard error is told elsewhere. The hosts answer in any order. */
  async function outputs(line: string): Promise<string> {
    const { ping, ours } = await sideBySide(words(line), { inside })
    const sorted = ({ stdout }: { stdout: string }): string[] => stdout.split('\n').sort()
    expect({ status: ours.status, lines: sorted(ours) }).toEqual({ status: ping.status, lines: sorted(ping) })
    return ours.stdout
  }

  const sysctl = (where: 'client' | 'router', setting: string): void => {
    const [program, ...args] = lab.inside(where, ['sysctl', '-qw', setting])
    execFileSync(program!, args)
  }

  const answerBroadcasts = (): void => {
    for (const where of ['client', 'router'] as const) sysctl(where, 'net.ipv4.icmp_echo_ignore_broadcasts=0')
  }

  it.each([4, 6] as const)('-v, IPv%i: what the resolver found', async (family) => {
    const { far, rejected } = lab.addresses[family]
    for (const line of [
      `-v -c 1 ${far}`,
      `-v -q -c 1 ${far}`,
      `-v -c 1 ${rejected}`,
      `-v -f -c 2 ${far}`,
      `-v -${family} -c 1 ${far}`,
    ]) {
      expect(await outputs(line)).toMatch(/^ai->ai_family: AF_INET/)
    }
  })

  // With datagram sockets closed, iputils takes a raw one.
  it('-v over raw sockets: the identifier of each reply', async () => {
    sysctl('client', 'net.ipv4.ping_group_range=1 0')
    try {
      for (const line of ['-v -c 1 127.0.0.1', '-v -a -D -c 1 -s 8 ::1']) {
        const { ping, ours } = await sideBySide(words(line), { inside, transport: 'raw' })
        expect(ping.stdout).toMatch(/ icmp_seq=1 ident=\d+ ttl=/)
        const named = (text: string): string => text.replaceAll(/ident=\d+/g, 'ident=N')
        expect(named(ours.stdout)).toBe(named(ping.stdout))
      }
    } finally {
      sysctl('client', 'net.ipv4.ping_group_range=0 2147483647')
    }
  })

  it.each(
    [
      '-A -c 3 127.0.0.1',
      '-A -l 3 -c 6 -q 127.0.0.1',
      '-f -i 0.2 -c 3 ::1',
      '-l 3 -c 3 127.0.0.1',
      '-b -c 1 -W 0.5 10.81.2.255',
      '-M do -W 0.5 -c 1 224.0.0.77',
    ].map((line) => [line]),
  )('for a user who is not root: %s', async (line) => {
    const { ping, ours } = await sideBySide(words(line), { inside, user: true })
    expect(ours).toEqual(ping)
    expect(ping.stdout).toMatch(/^PING /)
  })

  it.each(
    [
      '-f -c 3 127.0.0.1',
      '-f -i 0.001 -c 3 127.0.0.1',
      '-i 0 -c 3 127.0.0.1',
      '-A -i 0 -c 3 127.0.0.1',
      '-l 4 -c 3 127.0.0.1',
      '-b -c 2 -i 0.1 10.81.1.255',
      '-b -c 1 -M dont 10.81.1.255',
      '-i 0.1 -c 1 224.0.0.1',
      '-M want -c 1 224.0.0.1',
      '-M want -c 1 ff02::1%uplink',
      '-i 0.1 -c 1 ff02::1%uplink',
    ].map((line) => [line]),
  )('refuses a user who is not root: %s', async (line) => {
    const { ping, ours } = await sideBySide(words(line), { inside, user: true })
    expect(ours).toEqual(REFUSED)
    expect(ping.status).toBe(2)
    // The same words, and what to do behind them.
    const sentence = ping.stderr.trimEnd().split('\n').at(-1)!
    expect(ours.stderr.startsWith(sentence)).toBe(true)
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
      '-Q 256 127.0.0.1',
      '-Q 0x1g ::1',
      '-M probe 127.0.0.1',
      '-l 3 -i 2000000 127.0.0.1',
    ].map((line) => [line]),
  )('exits with 2, as iputils does: %s', async (line) => {
    const { ping, ours } = await sideBySide(words(line), { inside })
    expect(ours).toEqual(REFUSED)
    expect(ping.status).toBe(2)
  })

  // iputils exits with 1 here, which its own manual gives to "no reply".
  it.each(
    [
      '-c 0 127.0.0.1',
      '-c x 127.0.0.1',
      '-t 256 127.0.0.1',
      '-s -1 127.0.0.1',
      '-l 0 127.0.0.1',
      '-l 65537 127.0.0.1',
      '-S 0 127.0.0.1',
      '',
    ].map((line) => [line]),
  )('exits with 2, where iputils exits with 1: %s', async (line) => {
    const { ping, ours } = await sideBySide(words(line), { inside })
    expect(ours).toEqual(REFUSED)
    expect({ status: ping.status, stdout: ping.stdout }).toEqual({ status: 1, stdout: '' })
  })

  // These it takes, and sends something else than was asked for, or nothing.
  it.each(
    [
      '-c 1 -i -1 127.0.0.1',
      '-c 1 -i x 127.0.0.1',
      '-c 1 -s 65508 127.0.0.1',
      '-c 1 -s 65528 ::1',
      '-c 1 -I ::1 127.0.0.1',
      '-c 1 -Q -1 127.0.0.1',
    ].map((line) => [line]),
  )('exits with 2, where iputils goes on: %s', async (line) => {
    const { ping, ours } = await sideBySide([...words(line), '-W', '0.2'], { inside })
    expect(ours).toEqual(REFUSED)
    expect(ping.stdout).toMatch(/^PING /)
  })
})
