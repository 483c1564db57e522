import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noLab } from '../../../tools/lab/namespaces.mjs'
import { createLab, type Lab } from '../../../tools/lab/topology.mjs'
import { run, script } from './testing/run.js'
import type { PingAnswer } from './types.js'

const why = noLab()

describe.skipIf(why)(`probes that many may answer${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  let lab: Lab
  let link: string
  beforeAll(async () => {
    lab = createLab()
    await inside('router', ['sysctl', '-qw', 'net.ipv4.icmp_echo_ignore_broadcasts=0'])
    const routes = JSON.parse(await inside('client', ['ip', '-j', 'route', 'show', 'default']))
    link = routes[0].dev
  })
  afterAll(() => lab?.remove())

  async function inside(where: 'client' | 'router', command: readonly string[]): Promise<string> {
    const { stdout, stderr } = await run(lab.inside(where, [...command]))
    expect(stderr).toBe('')
    return stdout
  }

  async function ask(transport: string, target: string, options: object): Promise<PingAnswer> {
    const probes = [{ target, responders: 'many', timeout: 500, ...options }]
    return JSON.parse(
      await inside('client', [process.execPath, script('probes.mjs'), JSON.stringify({ transport, probes })]),
    )
  }

  it.each(['raw', 'dgram'])('on %s: every node of the link answers ff02::1, itself included', async (transport) => {
    const answer = await ask(transport, `ff02::1%${link}`, {})
    expect(answer).toMatchObject({ status: 'reply' })
    const responders = (answer.ok && answer.responders) || []
    expect(new Set(responders.map(({ from }) => from)).size).toBe(responders.length)
    expect(responders.length).toBe(2)
    for (const { from } of responders) expect(from).toMatch(new RegExp(`^fe80::.*%${link}$`))
  })

  it.each(['raw', 'dgram'])('on %s: the router answers a broadcast', async (transport) => {
    const answer = await ask(transport, '10.81.1.255', { broadcast: true })
    expect(answer).toMatchObject({ status: 'reply', responders: [{ from: lab.addresses[4].router, ttl: 64 }] })
  })

  it('takes one host alone for one responder', async () => {
    const answer = await ask('raw', lab.addresses[4].router, {})
    expect(answer).toMatchObject({ status: 'reply', responders: [{ from: lab.addresses[4].router }] })
  })
})
