/** What `ping` of iputils prints, `icmp-ping` prints: on loopback, and across a router. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLab, type Lab } from '../../../tools/lab/topology.mjs'
import { same, skipped, why, words } from './testing/iputils.js'
import { sideBySide } from './testing/side-by-side.js'

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
    expect(await same(line, { inside })).not.toBe('')
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
      expect(await same(line, { inside, before: lab.forgetPaths })).toMatch(/^PING /)
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
      expect(await same(line, { inside, before: lab.forgetPaths, transport: 'raw' })).toMatch(/^PING /)
    }
  })

  it.each([4, 6] as const)("IPv%i: what doesn't fit, told by the router, then known here", async (family) => {
    const { far, router } = lab.addresses[family]
    const told = await same(`-c 1 -s 1440 ${far}`, { inside, before: lab.forgetPaths })
    expect(told).toMatch(new RegExp(`^From ${router} icmp_seq=1 .*mtu ?= ?1400`, 'm'))
    expect(await same(`-c 1 -s 1440 ${far}`, { inside })).not.toContain(router)
  })

  it('on the link: a zone, and the many answers to a multicast', async () => {
    expect(await same('-c 1 ff02::1%uplink', { inside })).toContain('%uplink: icmp_seq=1')
    expect(await same('-q -w 1 -i 0.7 ff02::1%uplink', { inside })).toContain('2 received, +2 duplicates')
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
    await same(`-c 1 -W 0.5 -I lo ${lab.addresses[4].far}`, { inside })
  })

  it('Ctrl-C prints the summary; SIGQUIT how it stands', async () => {
    const presses = [
      { signal: 'SIGQUIT', afterLines: 3 },
      { signal: 'SIGINT', afterLines: 4 },
    ] as const
    const stdout = await same('-i 0.5 127.0.0.1', { inside, presses })
    expect(stdout).toContain('--- 127.0.0.1 ping statistics ---')
  })
})
