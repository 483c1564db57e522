import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runtime, runtimeNames } from '../../../tools/runtimes.mjs'
import { isRoot, Namespace, scenario } from './testing/lab.js'
import { noTun } from './testing/tun/lab.js'

const names = runtimeNames()

/** One binary, plain Node-API: every runtime loads the same file. */
describe.skipIf(!isRoot || names.length === 0)('other runtimes (needs root on Linux x64)', () => {
  let namespace: Namespace
  beforeAll(() => {
    namespace = new Namespace()
  })
  afterAll(() => namespace?.remove())

  describe.each(names)('%s', (name) => {
    const run = (...args: string[]) => {
      const { binary, args: before } = runtime(name)
      const [script, ...rest] = args
      const { status, stdout, stderr } = namespace.run(binary, [...before, scenario(script!), ...rest])
      return { status, stdout, stderr }
    }
    const succeeded = { status: 0, stdout: '', stderr: '' }

    // Fetching happens once for each version; over a slow line it takes its time.
    beforeAll(() => {
      runtime(name)
    }, 300_000)

    it('pings 127.0.0.1 and ::1, raw and dgram', () => {
      expect(run('ping')).toEqual(succeeded)
    })
    it('opens, closes and throws', () => {
      expect(run('lifecycle', 'raw4')).toEqual(succeeded)
    })
    it.each(['idle', 'released', 'held', 'later'])('exits with open sockets: %s', (way) => {
      expect(run('exit', way, 'raw4')).toEqual(succeeded)
    })
    it.each(['precise', 'order', 'held', 'unheld'])('keeps timers finer than a millisecond: %s', (way) => {
      expect(run('timers', way)).toEqual(succeeded)
    })
    it.skipIf(noTun())('carries packets over a TUN device (needs /dev/net/tun)', () => {
      expect(run('tun/traffic')).toEqual(succeeded)
      expect(run('tun/exit', 'held')).toEqual(succeeded)
    })
    it('ends with workers in the middle of traffic', () => {
      expect(run('workers', 'raw4')).toEqual(succeeded)
    })
  })
})
