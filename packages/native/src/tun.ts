import { Endpoint } from './endpoint.js'
import { type Environment, environment } from './environment.js'
import { errnoName, errnoNumber, type Fault, invalid, NativeError } from './errors.js'
import { SLOTS } from './layout.js'
import { tunError } from './tun-errors.js'
import type { TunConfig, TunDevice, TunHandler } from './tun-types.js'
import type { SendFailure } from './types.js'

const EAGAIN = errnoNumber('EAGAIN')
const EMSGSIZE = errnoNumber('EMSGSIZE')

class Device extends Endpoint<TunHandler> implements TunDevice {
  readonly mtu: number
  #name: string

  constructor(owner: Environment, id: number, mtu: number, handler: TunHandler) {
    super(owner, id, handler)
    this.mtu = mtu
    this.#name = ''
    this.#name = this.name
  }

  get name(): string {
    if (this.closed) return this.#name
    const name = this.environment.addon.tunName(this.id)
    if (typeof name === 'string') this.#name = name
    return this.#name
  }

  write(batch: readonly Uint8Array[]): number {
    if (this.closed) throw closedError('write')
    for (const packet of batch)
      if (!(packet instanceof Uint8Array)) throw invalid('write', 'a packet is not a Uint8Array')
    this.serviceSoon()
    const refused: Refusal[] = []
    const taken = this.#write(batch, refused)
    for (const { index, errno } of refused) this.guard((handler) => handler.refused(index, failureOf(errno)))
    this.rethrow()
    return taken
  }

  moveTo(namespace: string): void {
    if (this.closed) throw closedError('moveTo')
    const path = pathOf(namespace)
    const fault = this.environment.addon.tunMove(this.id, path)
    if (fault) throw tunError(fault, path)
  }

  protected read(max: number): number {
    let total = 0
    while (total < max && !this.closed) {
      const wanted = Math.min(SLOTS, max - total)
      const arena = this.environment.drains.acquire()
      try {
        const got = this.environment.addon.tunRead(this.id, arena.buffer, wanted)
        const broken = arena.error
        for (let i = 0; i < got && !this.closed; i++) {
          try {
            this.handler.packet(arena.packetData(i))
          } catch (error) {
            this.keep(error)
          }
        }
        total += got
        if (broken !== 0) this.break(new NativeError({ errno: broken, syscall: 'read' }))
        if (got < wanted) break
      } finally {
        this.environment.drains.release(arena)
      }
    }
    return total
  }

  #write(batch: readonly Uint8Array[], refused: Refusal[]): number {
    const arena = this.environment.sends.acquire()
    let taken = 0
    try {
      while (taken < batch.length) {
        const count = arena.fillPackets(batch, taken)
        if (count === 0) {
          refused.push({ index: taken++, errno: EMSGSIZE })
          continue
        }
        const done = this.environment.addon.tunWrite(this.id, arena.buffer, count)
        for (let i = 0; i < done; i++) {
          const errno = arena.packetError(i)
          if (errno !== 0) refused.push({ index: taken + i, errno })
        }
        taken += done
        if (done === count) continue
        // A device that is gone says so when it is read, in the next turn.
        if (arena.error === EAGAIN) this.awaitRoom()
        break
      }
    } finally {
      this.environment.sends.release(arena)
    }
    return taken
  }
}

interface Refusal {
  index: number
  errno: number
}

function failureOf(errno: number): SendFailure {
  return { code: errnoName(errno), errno, syscall: 'write' }
}

function closedError(call: string): NativeError {
  return new NativeError({ errno: errnoNumber('EBADF'), syscall: call }, 'the device is closed')
}

/** Bytes of a path that the addon has room for. */
const LONGEST_PATH = 255

/** Where `ip netns` keeps its names. */
const NAMED = '/var/run/netns'

function pathOf(namespace: string): string {
  if (typeof namespace !== 'string' || namespace === '' || namespace.includes('\0'))
    throw invalid('moveTo', 'a network namespace is a name, or a path that begins with a slash')
  const isName = !namespace.startsWith('/')
  if (isName && (namespace.includes('/') || namespace === '.' || namespace === '..'))
    throw invalid('moveTo', 'the name of a network namespace has no slash; a path begins with one')
  const path = isName ? `${NAMED}/${namespace}` : namespace
  if (Buffer.byteLength(path) > LONGEST_PATH) throw invalid('moveTo', `the path is longer than ${LONGEST_PATH} bytes`)
  return path
}

/** What the system takes for a device's name, and one number in it at most: more would be read as a format. */
const NAME = /^(?!\.\.?$)[^\s/:%\0]*(%d)?[^\s/:%\0]*$/

function checkName(name: string): string {
  if (typeof name !== 'string' || !NAME.test(name)) throw invalid('openTun', 'that is no name of a device')
  const bytes = Buffer.byteLength(name)
  if (bytes === 0 || bytes > 15) throw invalid('openTun', 'the name of a device has 1 to 15 bytes')
  return name
}

function checkMtu(mtu: number | undefined): number {
  if (mtu === undefined) return 0
  if (!Number.isInteger(mtu) || mtu < 68 || mtu > 65_535) throw invalid('openTun', 'an MTU is from 68 to 65,535 bytes')
  return mtu
}

/**
 * Creates a TUN device (Linux). It lives until it is closed or its environment ends, whether the caller keeps it or not,
 * and lets the process exit unless `keepAlive(true)` was called.
 *
 * @throws {NativeError} with the errno of the system call that failed: `EPERM` or `EACCES` where it is not permitted,
 *   `ENOENT` where there is no `/dev/net/tun` or no such namespace, `EBUSY` for a name in use, `EOPNOTSUPP` on a system
 *   without TUN devices, `EINVAL` for a wrong argument. The message says what to do.
 * @throws {NativeLoadError} when there is no usable binary
 */
export function openTun(config: TunConfig, handler: TunHandler): TunDevice {
  const name = checkName(config.name ?? 'icmp%d')
  const mtu = new Uint32Array([checkMtu(config.mtu)])
  const path = config.namespace === undefined ? undefined : pathOf(config.namespace)
  const owner = environment()
  const id: number | Fault = owner.addon.tunOpen(name, mtu)
  if (typeof id === 'object') throw tunError(id, name)
  const fault = path === undefined ? undefined : owner.addon.tunMove(id, path)
  if (fault) {
    owner.addon.close(id)
    throw tunError(fault, path!)
  }
  return new Device(owner, id, mtu[0]!, handler)
}
