import { describe, expect, it } from 'vitest'
import { type Twist, told } from '../testing/simulated.js'

async function objects(argv: readonly string[], twist: Twist = {}): Promise<Record<string, unknown>[]> {
  const { stdout } = await told(['--json', ...argv], twist)
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

describe('--json', () => {
  it('prints an object a line, whose target is what the user wrote', async () => {
    const [start, answer, ...rest] = await objects(['-c', '1', 'four.example'])
    expect(start).toEqual({
      event: 'start',
      target: 'four.example',
      address: '198.51.100.1',
      family: 4,
      size: 56,
      source: '192.0.2.1',
    })
    expect(answer).toEqual({
      event: 'answer',
      time: 1_767_225_600_010,
      target: 'four.example',
      address: '198.51.100.1',
      family: 4,
      sequence: 1,
      size: 56,
      transport: 'memory',
      ok: true,
      status: 'reply',
      from: '198.51.100.1',
      rtt: 10,
      rttSource: 'user',
      ttl: 64,
      bytes: 64,
      identifier: expect.any(Number),
      matchedBy: 'cookie',
      data: 'intact',
    })
    expect(rest).toEqual([
      {
        event: 'summary',
        target: 'four.example',
        address: '198.51.100.1',
        transmitted: 1,
        received: 1,
        duplicates: 0,
        corrupted: 0,
        errors: 0,
        loss: 0,
        rtt: { min: 10, avg: 10, max: 10, mdev: 0 },
        duration: 0,
        localDrops: 0,
      },
    ])
  })

  it('tells errors and timeouts', async () => {
    expect(await objects(['-c', '1', '198.51.100.3'])).toMatchObject([
      { event: 'start' },
      { event: 'answer', ok: false, status: 'unreachable', from: '192.0.2.254', type: 3, code: 1, rtt: 4 },
      { event: 'summary', received: 0, errors: 1, loss: 1 },
    ])
    expect(await objects(['-i', '0', '-w', '11', '198.51.100.2'])).toContainEqual(
      expect.objectContaining({ event: 'answer', ok: false, status: 'timeout', sequence: 1 }),
    )
  })

  it('tells what could not be sent', async () => {
    const error = { code: 'EPERM', errno: 1, syscall: 'sendmsg' }
    const endings = [{ ok: false, status: 'send-error', error }]
    expect(await objects(['-c', '1', '198.51.100.1'], { endings })).toMatchObject([
      { event: 'start' },
      { event: 'answer', status: 'send-error', error },
      { event: 'summary', transmitted: 1, errors: 0, loss: 1 },
    ])
  })

  it.each([
    ['duplicate', ['-c', '2', '198.51.100.4'], { rtt: 110, ttl: 64, bytes: 64, icmpType: 0, icmpCode: 0 }],
    ['corrupted', ['-c', '1', '-W', '1', '198.51.100.5'], { rtt: 10, ttl: 64, bytes: 64, icmpType: 0, icmpCode: 0 }],
    ['late', ['-i', '0', '-w', '31', '198.51.100.6'], { rtt: 30_010, ttl: 64, bytes: 64, icmpType: 0, icmpCode: 0 }],
    ['redirect', ['-c', '1', '198.51.100.7'], { gateway: '192.0.2.99' }],
  ])('%s: what came beside the endings, and for which request', async (event, argv, facts) => {
    const found = (await objects(argv)).find((object) => object.event === event)
    expect(found).toMatchObject({
      sequence: 1,
      target: argv.at(-1),
      from: argv.at(-1),
      time: expect.any(Number),
      ...facts,
    })
  })

  it('tells on SIGQUIT how it stands', async () => {
    expect(await objects(['-c', '2', '198.51.100.1'], { statusAt: 500 })).toContainEqual({
      event: 'status',
      target: '198.51.100.1',
      transmitted: 1,
      received: 1,
      duplicates: 0,
      corrupted: 0,
      errors: 0,
      loss: 0,
      rtt: { min: 10, avg: 10, max: 10, mdev: 0 },
    })
  })

  it('-q leaves the first and the last', async () => {
    expect(await objects(['-q', '-c', '1', '198.51.100.1'])).toMatchObject([{ event: 'start' }, { event: 'summary' }])
  })
})
