import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { decodePacket } from '@icmp/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openEchoResponder } from './echo-responder.mjs'
import { addNamespace, nameOf, removeNamespace } from './namespaces.mjs'
import { noTunHost, openTunHost } from './tun-host.mjs'

const why = noTunHost() ?? (spawnSync('ping', ['-V']).error ? 'the program ping is needed' : undefined)
const RESPONDER = fileURLToPath(new URL('./tun-responder.mjs', import.meta.url))
const ADDRESSES = [
  { family: 4, local: '10.83.0.1/24' },
  { family: 6, local: 'fd83::1/64' },
] as const

interface Pinged {
  status: number | null
  stdout: string
}

describe.skipIf(why)(`a host behind a TUN device${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  let namespace: string
  let made = 0
  beforeEach(() => {
    namespace = nameOf('tun', made++)
    addNamespace(namespace)
  })
  afterEach(() => removeNamespace(namespace))

  async function ping(...args: string[]): Promise<Pinged> {
    const child = spawn('ip', ['netns', 'exec', namespace, 'ping', '-n', '-W', '5', ...args])
    let stdout = ''
    child.stdout.on('data', (text) => (stdout += text))
    const [status] = await once(child, 'close')
    return { status, stdout }
  }
  const times = (stdout: string): number[] => [...stdout.matchAll(/time=([\d.]+)/g)].map(([, time]) => Number(time))

  it('answers pings of both families, of every address of its prefixes and routes, whole packets too', async () => {
    const responder = openEchoResponder({ namespace, addresses: ADDRESSES, routes: ['10.84.0.0/16', 'fd84::/32'] })
    for (const host of ['10.83.0.2', '10.83.0.254', '10.84.200.1', 'fd83::2', 'fd84:0:1::1']) {
      expect(await ping('-c', '2', '-i', '0.01', host)).toMatchObject({ status: 0 })
    }
    expect(await ping('-c', '1', '-s', '1472', '-M', 'do', '10.83.0.2')).toMatchObject({ status: 0 })
    expect(responder.answered()).toBe(11)
    expect(responder.counts()).toEqual({ dropped: 0, refused: 0, overrun: 0 })
    responder.close()
    expect((await ping('-c', '1', '10.83.0.2')).status).not.toBe(0)
  })

  it('hears nothing of the kernel but what somebody sends, and answers what it likes', async () => {
    const heard: string[] = []
    const host = openTunHost({
      namespace,
      addresses: ADDRESSES,
      onPacket: (bytes, self) => {
        const packet = decodePacket(bytes)
        if (packet.ok) heard.push(packet.value.icmp?.message.kind ?? String(packet.value.protocol))
        self.send(new Uint8Array([0]))
      },
    })
    const pinged = ping('-c', '1', '-W', '1', 'fd83::2')
    expect(await pinged).toMatchObject({ status: 1 })
    // Reports of multicast listeners are the one thing that no setting silences.
    expect(heard.filter((kind) => !kind.startsWith('multicast-listener-report'))).toEqual(['echo-request'])
    expect(host.counts()).toMatchObject({ refused: heard.length })
    host.close()
  })

  it('is gone with its namespace', async () => {
    const closed = new Promise<Error>((resolve) => {
      openTunHost({ namespace, addresses: ADDRESSES, onPacket: () => {}, onClosed: resolve })
    })
    removeNamespace(namespace)
    expect(await closed).toMatchObject({ code: 'ENODEV' })
  })

  it('answers later, from a process of its own', async () => {
    const args = ['--namespace', namespace, '--address', '10.83.0.1/24', '--address', 'fd83::1/64', '--delay', '20']
    const child = spawn(process.execPath, [RESPONDER, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = await once(child.stdout, 'data')
    expect(String(line)).toBe('ready icmp0\n')
    for (const host of ['10.83.0.2', 'fd83::2']) {
      const { status, stdout } = await ping('-c', '5', '-i', '0.01', host)
      expect(status).toBe(0)
      expect(Math.min(...times(stdout))).toBeGreaterThanOrEqual(20)
    }
    const ended = once(child, 'close')
    child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
  })

  it('says what is wrong', () => {
    expect(() => openTunHost({ namespace: 'none', addresses: [], onPacket: () => {} })).toThrow(/no network namespace/)
    expect(() => openTunHost({ namespace, addresses: [{ family: 4, local: 'nonsense' }], onPacket: () => {} })).toThrow(
      /nonsense/,
    )
    expect(spawnSync(process.execPath, [RESPONDER], { encoding: 'utf8' })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Usage:'),
    })
  })
})
