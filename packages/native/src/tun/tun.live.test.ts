import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Finished, isRoot, Namespace, scenario } from '../testing/lab.js'
import { noTun, PUBLIC_TUN } from '../testing/tun/lab.js'

const why = isRoot ? noTun() : 'root on Linux is needed'

/** A scenario asserts by itself: it exits with 0 and prints nothing. */
function succeeded(finished: Finished): void {
  expect(finished).toMatchObject({ status: 0, stderr: '', stdout: '' })
}

describe.skipIf(why)(`TUN devices of the kernel${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  let here: Namespace
  let there: Namespace
  let beyond: Namespace
  let shared: Namespace

  beforeAll(() => {
    here = new Namespace()
    there = new Namespace()
    beyond = new Namespace()
    shared = new Namespace()
  })
  afterAll(() => {
    for (const namespace of [here, there, beyond, shared]) namespace?.remove()
  })

  const node = (name: string, ...args: string[]): Finished =>
    here.run(process.execPath, [scenario(`tun/${name}`), ...args])

  it('carry whole packets of every size, and batches in order; the kernel counts what nobody reads', () => {
    succeeded(node('traffic'))
  })
  it('survive handlers that close, throw, write and drain, and leave no descriptor', () => {
    succeeded(node('lifecycle'))
  })
  it('move to namespaces while their descriptor goes on working', () => {
    succeeded(node('move', there.name, beyond.name))
  })
  it('refuse wrong arguments, whatever they are', () => {
    succeeded(node('misuse'))
  })
  it('stay, though nobody refers to them', () => {
    succeeded(here.run(process.execPath, ['--expose-gc', scenario('tun/collected')]))
  })
  it('end with workers in the middle of traffic', () => {
    succeeded(node('workers'))
  })
  it.each(['idle', 'released', 'held', 'later'])('let the process exit: %s', (way) => {
    succeeded(node('exit', way))
  })
  it('take any bytes, and any up and down', () => {
    succeeded(node('stress'))
  })
  it('need a privilege, but for a persistent one of the user', () => {
    const [command, ...args] = [...PUBLIC_TUN, process.execPath, scenario('tun/permission'), there.name]
    succeeded(shared.run(command!, args))
  })
  it.each([
    ['ENOENT', 'true', 'modprobe tun'],
    ['EACCES', 'mknod -m 600 /dev/net/tun c 10 200', 'CAP_NET_ADMIN'],
  ])('say what to do where /dev/net/tun can not be opened: %s', (code, make, remedy) => {
    const shell = `mount -t tmpfs tmpfs /dev/net && ${make} && exec "$0" "$@"`
    const program = [process.execPath, scenario('tun/unavailable'), code, remedy]
    succeeded(shared.run('sh', ['-c', shell, ...program]))
  })
})
