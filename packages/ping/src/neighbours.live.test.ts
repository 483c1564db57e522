import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createNamespace, type Namespace, noNamespaces } from './testing/namespace.js'
import { type Running, script, start } from './testing/run.js'

const why = noNamespaces('nft', 'ping')
const WINDOW = 250

interface Report {
  tally: Record<string, number>
  foreign: number
  drops: number
  /** Milliseconds, up to the window. */
  cpu: number
}

describe.skipIf(why)(`neighbours on raw sockets${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  let namespace: Namespace
  const running: Running[] = []
  beforeAll(() => {
    namespace = createNamespace()
  })
  afterAll(async () => {
    await Promise.all(running.map((child) => child.stop()))
    namespace.remove()
  })

  async function program(name: string, options: object): Promise<Running> {
    const child = await start(namespace.inside([process.execPath, script(name), JSON.stringify(options)]))
    running.push(child)
    return child
  }

  const window = async (child: Running): Promise<Report> => JSON.parse(await child.ask('go'))

  it('with the same identifier, sequences and target: none of 10,000 probes takes the reply of the other', async () => {
    namespace.sysctl('net.ipv4.icmp_echo_ignore_all', '1')
    const SERVED = 8
    await program('responder.mjs', { tos: SERVED })
    const same = { identifier: 0x4000, target: '127.0.0.1', window: WINDOW }
    const served = await program('neighbour.mjs', { ...same, timeout: 2000, trafficClass: SERVED })
    const ignored = await program('neighbour.mjs', { ...same, timeout: 200 })
    let last: Report | undefined
    for (let sent = 0; sent < 10_000; sent += WINDOW) {
      const [theirs, ours] = await Promise.all([window(served), window(ignored)])
      expect(theirs.tally).toEqual({ reply: WINDOW })
      expect(ours.tally).toEqual({ timeout: WINDOW })
      last = ours
    }
    // The other's replies did reach this socket, all of them: the filter can't tell the two apart, the cookie does.
    expect(last).toMatchObject({ foreign: 10_000, drops: 0 })
  })

  it('who gets 400 errors costs an idle pinger none of its own replies', async () => {
    namespace.sysctl('net.ipv4.icmp_echo_ignore_all', '0')
    namespace.sysctl('net.ipv4.icmp_ratelimit', '0')
    namespace.sysctl('net.ipv4.icmp_msgs_per_sec', '100000')
    namespace.sysctl('net.ipv4.icmp_msgs_burst', '100000')
    const rules = 'add table ip t; add chain ip t in { type filter hook input priority 0; }; '
    const reject = 'add rule ip t in ip daddr 127.0.0.77 reject with icmp type host-unreachable'
    execFileSync('ip', ['netns', 'exec', namespace.name, 'nft', rules + reject])
    const idle = await program('neighbour.mjs', { identifier: 0x5000, target: '127.0.0.1', window: 200, timeout: 2000 })
    const flooded = await program('neighbour.mjs', {
      identifier: 0x6000,
      target: '127.0.0.77',
      window: 400,
      timeout: 2000,
    })
    expect((await window(flooded)).tally).toEqual({ unreachable: 400 })
    expect(await window(idle)).toMatchObject({ tally: { reply: 200 }, foreign: 0, drops: 0 })
  })

  it('who flood the host are not seen by an idle pinger, and cost it next to nothing', async () => {
    namespace.sysctl('net.ipv4.icmp_echo_ignore_all', '0')
    const idle = await program('neighbour.mjs', { identifier: 0x7000, target: '127.0.0.1', window: 20, timeout: 5000 })
    await window(idle)
    const before = await window(idle)
    const [command, ...args] = namespace.inside(['ping', '-f', '-q', '-e', '1234', '-w', '3', '127.0.0.1'])
    const flood = spawn(command!, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    flood.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
    await once(flood, 'close')
    const after = await window(idle)
    expect(after).toMatchObject({ tally: { reply: 20 }, foreign: 0, drops: 0 })
    // Thousands of replies, all of which an unfiltered socket would have been given.
    expect(Number(/(\d+) received/.exec(text)?.[1])).toBeGreaterThan(3000)
    // Of three seconds; the window's own probes included. Reading the flood would have taken most of them.
    expect(after.cpu - before.cpu).toBeLessThan(600)
  })
})
