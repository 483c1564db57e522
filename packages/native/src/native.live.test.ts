import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FAR, type Finished, isRoot, Namespace, pair, refusing, scenario } from './testing/lab.js'

const kinds = ['raw4', 'raw6', 'dgram4', 'dgram6']

/** A scenario asserts by itself: it exits with 0 and prints nothing. */
function succeeded(finished: Finished): void {
  expect(finished).toMatchObject({ status: 0, stderr: '', stdout: '' })
}

describe.skipIf(!isRoot)('sockets of the kernel (needs root on Linux)', () => {
  let loopback: Namespace
  let refuse: Namespace
  let near: Namespace
  let far: Namespace
  let slow: Namespace

  beforeAll(() => {
    loopback = new Namespace()
    refuse = refusing(new Namespace())
    ;[near, far] = pair()
    slow = new Namespace()
    slow.slow('20mbit')
  })
  afterAll(() => {
    for (const namespace of [loopback, refuse, near, far, slow]) namespace?.remove()
  })

  const node = (namespace: Namespace, name: string, ...args: string[]): Finished =>
    namespace.run(process.execPath, [scenario(name), ...args])

  describe.each(kinds)('%s', (kind) => {
    it('pings loopback, with stamps, options and the largest packets', () => {
      succeeded(node(loopback, 'ping', kind))
    })
    it('tells errors of earlier packets from failures of their own', () => {
      succeeded(node(refuse, 'failures', kind))
    })
    it('survives handlers that close, throw, send and drain, and leaks no descriptor', () => {
      succeeded(node(loopback, 'lifecycle', kind))
    })
    it('refuses wrong arguments, whatever they are', () => {
      succeeded(node(loopback, 'misuse', kind))
    })
    it('keeps a socket that nobody refers to', () => {
      succeeded(loopback.run(process.execPath, ['--expose-gc', scenario('collected'), kind]))
    })
    it('ends with workers in the middle of traffic', () => {
      succeeded(node(loopback, 'workers', kind))
    })
    it.each(['idle', 'released', 'held', 'later'])('exits with open sockets: %s', (way) => {
      succeeded(node(loopback, 'exit', way, kind))
    })
    it('hands over no more than the send buffer holds, and says when there is room again', () => {
      succeeded(node(slow, 'backpressure', kind, kind.endsWith('4') ? '127.0.0.1' : '::1'))
    })
    it('counts each packet once that the receive buffer had no room for', () => {
      succeeded(node(near, 'drops', kind, FAR[kind.endsWith('4') ? 4 : 6]))
    })
  })

  it.each(['precise', 'order', 'held', 'unheld', 'exit', 'workers'])(
    'keeps timers finer than a millisecond: %s',
    (way) => {
      succeeded(node(loopback, 'timers', way))
    },
  )

  it.each(['raw4', 'raw6'])('%s: lets in what is its own, and nothing of a neighbour', (kind) => {
    succeeded(node(refuse, 'filter', kind))
  })
})
