import { describe, expect, it } from 'vitest'
import { told } from '../testing/simulated.js'
import { wordsOf } from './targets.js'

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
const objects = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('icmp-ping --sweep', () => {
  it('says of each target whether it is alive, as fping does', async () => {
    const { status, stdout, stderr } = await told([
      '--sweep',
      '--timeout',
      '100',
      '198.51.100.1',
      '198.51.100.2',
      '198.51.100.3',
    ])
    expect(stdout.split('\n').sort()).toEqual([
      '',
      '198.51.100.1 is alive (10.0 ms)',
      '198.51.100.2 is unreachable',
      '198.51.100.3 is unreachable (unreachable from 192.0.2.254)',
    ])
    expect({ status, stderr }).toEqual({ status: 1, stderr: '3 targets: 1 alive, 2 unreachable, 0 unknown\n' })
  })

  it('takes ranges and files', async () => {
    const input = ascii('# hosts\n198.51.100.1  first\n\n2001:db8::1:1 # second\r\n')
    const { status, stdout } = await told(['--sweep', '--file', '-', '198.51.100.0/31', '--timeout', '50', '--json'], {
      input,
    })
    expect(status).toBe(1)
    const [summary, ...answers] = objects(stdout).reverse()
    expect(summary).toEqual({ event: 'summary', targets: 4, alive: 3, unreachable: 1, unresolved: 0, localDrops: 0 })
    expect(answers.map(({ target }) => target).sort()).toEqual([
      '198.51.100.0',
      '198.51.100.1',
      '198.51.100.1',
      '2001:db8::1:1',
    ])
    expect(wordsOf('a b\n#c\n d #e\n')).toEqual(['a', 'd'])
  })

  it('--alive and --unreachable print the one or the other; all alive exits with 0', async () => {
    const both = ['198.51.100.1', '198.51.100.2', '--timeout', '50']
    expect((await told(['--sweep', '--alive', ...both])).stdout).toBe('198.51.100.1 is alive (10.0 ms)\n')
    expect((await told(['--sweep', '--unreachable', ...both])).stdout).toBe('198.51.100.2 is unreachable\n')
    expect((await told(['--sweep', '198.51.100.1'])).status).toBe(0)
  })

  it('tries again, and keeps to a rate', async () => {
    const retried = await told(['--sweep', '--retries', '2', '--timeout', '100', '--json', '198.51.100.2'])
    expect(objects(retried.stdout)[0]).toMatchObject({ status: 'timeout', attempts: 3 })
    const slow = await told(['--sweep', '--rate', '10', ...Array(11).fill('198.51.100.1')])
    expect(slow.took).toBeCloseTo(1010, 0)
  })

  it('Ctrl-C tells what was found until then', async () => {
    const { stderr, took } = await told(['--sweep', '198.51.100.1', '198.51.100.2'], { interruptAt: 50 })
    expect({ stderr, took }).toEqual({ stderr: '1 targets: 1 alive, 0 unreachable, 0 unknown\n', took: 50 })
  })

  it.each([
    [['--sweep'], 'no targets: give hosts, ranges as 192.0.2.0/24, or --file.'],
    [
      ['--sweep', '198.51.100.0/33'],
      "Invalid range '198.51.100.0/33': give an address and its prefix length, as 192.0.2.0/24.",
    ],
    [['--sweep', '--alive', '--unreachable', 'a'], 'only one of --alive and --unreachable: leave out the other.'],
    [['--sweep', '--rate', '0', 'a'], "invalid argument: '0': give --rate requests a second, from 1 on."],
    [['--sweep', '--colour', 'a'], "unknown option '--colour': 'icmp-ping --sweep --help' lists the options."],
  ])('%j: bad input is one sentence, and exits with 2', async (argv, sentence) => {
    expect(await told(argv)).toMatchObject({ status: 2, stdout: '', stderr: `icmp-ping: ${sentence}\n` })
  })

  it('--help lists its options', async () => {
    const { status, stdout } = await told(['--sweep', '--help'])
    expect(status).toBe(0)
    for (const option of ['--file', '--rate', '--retries', '--alive']) expect(stdout).toContain(option)
  })
})
