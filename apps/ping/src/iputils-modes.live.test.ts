/** `-f -A -l -b -v` as iputils has them. */
import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLab, type Lab } from '../../../tools/lab/topology.mjs'
import { same, skipped, why, words } from './testing/iputils.js'
import { sideBySide } from './testing/side-by-side.js'

describe.skipIf(why)(`the modes of iputils' ping${skipped}`, () => {
  let lab: Lab
  beforeAll(() => {
    lab = createLab()
  })
  afterAll(() => lab.remove())
  const inside = (command: readonly string[]): string[] => lab.inside('client', command)

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
      expect(await same(line, { inside, before: lab.forgetPaths })).toMatch(/^PING /)
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
})
