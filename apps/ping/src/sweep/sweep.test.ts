import { describe, expect, it } from 'vitest'
import { told } from '../testing/simulated.js'
import { progressText } from './progress.js'
import { sizeOf, wordsOf } from './targets.js'

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

  it('prints the counts alone with -q', async () => {
    const targets = ['198.51.100.1', '198.51.100.2']
    const text = await told(['--sweep', '-q', '--timeout', '100', ...targets])
    expect(text).toMatchObject({ status: 1, stdout: '', stderr: '2 targets: 1 alive, 1 unreachable, 0 unknown\n' })
    const { stdout } = await told(['--sweep', '-q', '--json', '--timeout', '100', ...targets])
    expect(objects(stdout)).toEqual([
      { event: 'summary', targets: 2, alive: 1, unreachable: 1, unresolved: 0, localDrops: 0 },
    ])
    expect((await told(['--sweep', '-q', '--alive', ...targets])).status).toBe(2)
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
  })

  it('takes a file line by line, wherever it is cut', async () => {
    // Names with a NUL are refused without a resolver, which the virtual clock knows nothing of.
    const input = ascii('198.51.100.1\n2001:db8::1:1 # x\n198.51.100.0/31\n\nno\0such\n1.2\0.3.4/99')
    for (const file of ['-', 'hosts']) {
      const { stdout } = await told(['--sweep', '--file', file, '--timeout', '50', '--json', '198.51.100.2'], { input })
      const [summary, ...answers] = objects(stdout).reverse()
      expect(summary).toMatchObject({ targets: 7, alive: 3, unreachable: 2, unresolved: 2 })
      expect(
        answers
          .filter(({ status }) => status === 'unresolved')
          .map(({ target }) => target)
          .sort(),
      ).toEqual(['1.2\0.3.4/99', 'no\0such'])
    }
  })

  it('the words of lines: without comments, empty lines and what is too long to be a target', () => {
    const words = (text: string): string[] => [...wordsOf([ascii(text)])]
    expect(words('a b\n#c\n d #e\n\tf\r\ng')).toEqual(['a', 'd', 'f', 'g'])
    expect(words('')).toEqual([])
    const cut = [...wordsOf(Array.from({ length: 100 }, () => ascii('x'.repeat(1000))))]
    expect(cut.map((word) => word.length)).toEqual([4096])
  })

  it('how many targets a word stands for', () => {
    const words = ['a', '192.0.2.0/24', '2001:db8::/120', '::1', '192.0.2.0/33', '192.0.2.0/x', '0.0.0.0/0']
    expect(words.map(sizeOf)).toEqual([1, 256, 256, 1, 1, 1, 2 ** 32])
  })

  it('shows how far it is where there is a terminal, and takes it away at the end', async () => {
    const shown: string[] = []
    const line = { columns: () => 80, show: (text: string) => shown.push(text), end: () => shown.push('end') }
    const input = ascii('198.51.100.1\n'.repeat(30))
    await told(['--sweep', '--rate', '10', '--file', 'hosts', '198.51.100.0/31'], { line, input })
    expect(shown.at(0)).toMatch(/^\[ +] {2}0% {2}0\/32 {2}0 alive {2}0\/s$/)
    expect(shown.at(-1)).toBe('end')
    expect(shown.length).toBeGreaterThan(20)
    expect(shown.some((text) => /^\[=+ +] *\d+% {2}\d+\/32 {2}\d+ alive {2}\d+\/s {2}\ds left$/.test(text))).toBe(true)
    shown.length = 0
    await told(['--sweep', '--file', '-'], { line, input })
    expect(shown[0]).toBe('0  0 alive  0/s')
  })

  it.each([
    [
      { done: 50, alive: 40, total: 100, elapsed: 1000 },
      80,
      `[${'='.repeat(20)}${' '.repeat(20)}] 50%  50/100  40 alive  50/s  1s left`,
    ],
    [{ done: 1, alive: 0, total: 2 ** 32, elapsed: 1000 }, 40, '  0%  1/4294967296  0 alive  1/s  119304'],
    [{ done: 1, alive: 0, total: 7201, elapsed: 1000 }, 50, '[         ]  0%  1/7201  0 alive  1/s  2h00m left'],
    [{ done: 10, alive: 10, total: 10, elapsed: 5 }, 40, '[========]100%  10/10  10 alive  2000/s'],
    [{ done: 5, alive: 5, total: undefined, elapsed: 0 }, 80, '5  5 alive  0/s'],
  ])('%j in %i columns', (standing, columns, text) => {
    const drawn = progressText(standing, columns)
    expect(drawn).toContain(text)
    expect(drawn.length).toBeLessThanOrEqual(columns)
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
