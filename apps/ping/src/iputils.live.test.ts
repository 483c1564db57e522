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
      '-c 1 -t 5 127.0.0.1',
      '-c 1 -I lo 127.0.0.1',
      '-c 1 -I lo ::1',
      '-c 1 -I 127.0.0.1 127.0.0.1',
      '-c 1 -I 127.0.0.2 127.0.0.1',
      '-c 1 -I ::1 ::1',
      '-c 1 0.0.0.0',
      '-c 1 ::',
      '-c 1 127.1',
      '-c 2 -i 0.01 -q ::1',
      '-c 3 -i 0 -q 127.0.0.1',
      '-w 1 -i 0.3 127.0.0.1',
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
      `-w 1 -i 0.3 ${silent}`,
      `-c 1 -I uplink ${far}`,
      `-c 1 -I ${client} ${far}`,
    ]) {
      lab.forgetPaths()
      expect(await same(words(line), { inside })).toMatch(/^PING /)
    }
  })

  it.each([4, 6] as const)("IPv%i: what doesn't fit, told by the router and then known here", async (family) => {
    const { far } = lab.addresses[family]
    lab.forgetPaths()
    const { ping } = await sideBySide(words(`-c 1 -s 1440 ${far}`), { inside })
    expect(ping.stdout).toContain('1400')
    lab.forgetPaths()
    const { ours } = await sideBySide(words(`-c 1 -s 1440 ${far}`), { inside })
    // The second of the two always finds the path known: so each is once the first.
    expect(ours.stdout).not.toContain('1400')
  })

  it('Ctrl-C prints the summary; SIGQUIT how it stands', async () => {
    const presses = [
      { signal: 'SIGQUIT', afterLines: 3 },
      { signal: 'SIGINT', afterLines: 4 },
    ] as const
    const stdout = await same(words('-i 0.2 127.0.0.1'), { inside, presses })
    expect(stdout).toContain('--- 127.0.0.1 ping statistics ---')
  })

  /** One sentence that says what to do, and nothing sent. */
  const REFUSED = { status: 2, stdout: '', stderr: expect.stringMatching(/^ping: [^\n]{20,}\n$/) }

  it.each(
    [
      '-p xyz 127.0.0.1',
      '-4 -6 127.0.0.1',
      '-6 127.0.0.1',
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
})
