import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createNamespace, type Namespace, noNamespaces } from './testing/namespace.js'
import { run, script } from './testing/run.js'

const why = noNamespaces()
const NOBODY = 65_534

describe.skipIf(why)(`what each user gets${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  let namespace: Namespace
  beforeAll(() => {
    namespace = createNamespace()
  })
  afterAll(() => namespace.remove())

  async function pings(
    range: 'open' | 'closed',
    as: number | undefined,
    options = {},
  ): Promise<Record<string, unknown>[]> {
    namespace.sysctl('net.ipv4.ping_group_range', range === 'open' ? '0 2147483647' : '1 0')
    const settings = JSON.stringify({ as, ...options })
    const command = [process.execPath, script('one-ping.mjs'), settings, '127.0.0.1', '::1', 'localhost']
    const { stdout, stderr } = await run(namespace.inside(command))
    expect(stderr).toBe('')
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  }

  it('root gets raw where datagram sockets are closed to its group', async () => {
    expect(await pings('closed', undefined)).toMatchObject([
      { target: '127.0.0.1', status: 'reply', from: '127.0.0.1', transport: 'raw' },
      { target: '::1', status: 'reply', from: '::1', transport: 'raw' },
      { target: 'localhost', status: 'reply', transport: 'raw' },
    ])
  })

  it('a user without capabilities gets dgram where they are open', async () => {
    expect(await pings('open', NOBODY)).toMatchObject([
      { target: '127.0.0.1', status: 'reply', from: '127.0.0.1', transport: 'dgram', rttSource: 'kernel' },
      { target: '::1', status: 'reply', from: '::1', transport: 'dgram', rttSource: 'kernel' },
      { target: 'localhost', status: 'reply', transport: 'dgram' },
    ])
  })

  it('a user without capabilities gets the permission error, with both remedies, where both are closed', async () => {
    const [error, ...rest] = await pings('closed', NOBODY)
    expect(rest).toEqual([])
    expect(error).toMatchObject({
      code: 'ICMP_PERMISSION',
      message: expect.stringMatching(/ping_group_range.*cap_net_raw/s),
      errors: [
        { code: 'ICMP_PERMISSION', remedy: expect.stringContaining('sysctl -w net.ipv4.ping_group_range') },
        { code: 'ICMP_PERMISSION', remedy: expect.stringContaining('setcap cap_net_raw+ep') },
      ],
    })
  })

  it('the transport asked for is the one that is taken, or its own reason is given', async () => {
    expect(await pings('open', undefined, { transport: 'raw' })).toMatchObject([{ transport: 'raw' }, {}, {}])
    expect(await pings('open', NOBODY, { transport: 'raw' })).toMatchObject([{ code: 'ICMP_PERMISSION' }])
    expect(await pings('closed', NOBODY, { transport: 'dgram' })).toMatchObject([{ code: 'ICMP_PERMISSION' }])
  })
})
