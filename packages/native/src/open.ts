import { environment } from './environment.js'
import { errnoNumber, invalid, NativeError } from './errors.js'
import { ABSENT, OPEN, OPENED } from './layout.js'
import { Socket } from './socket.js'
import type { NativeSocket, SocketConfig, SocketHandler } from './types.js'

const WANT = 2

function discovery(dontFragment: SocketConfig['dontFragment']): number {
  if (dontFragment === undefined) return ABSENT
  return dontFragment === 'want' ? WANT : dontFragment ? 1 : 0
}

function bytes(value: number | undefined, what: string): number {
  if (value === undefined) return 0
  if (!Number.isInteger(value) || value < 1 || value > 0x7fff_ffff) throw invalid('open', `${what} is not a size`)
  return value
}

function acceptBits(types: readonly number[]): Uint8Array {
  const bits = new Uint8Array(32)
  for (const type of types) {
    if (!Number.isInteger(type) || type < 0 || type > 255) throw invalid('open', 'an ICMP type is from 0 to 255')
    bits[type >> 3] = bits[type >> 3]! | (1 << (type & 7))
  }
  return bits
}

function blockMask(block: { readonly first: number; readonly count: number }): number {
  const { first, count } = block
  const isPower = Number.isInteger(count) && count >= 1 && count <= 0x1_0000 && (count & (count - 1)) === 0
  if (!isPower) throw invalid('open', 'the number of identifiers is not a power of two up to 65,536')
  const mask = 0xffff & ~(count - 1)
  if (!Number.isInteger(first) || first < 0 || first > 0xffff || (first & mask) !== first)
    throw invalid('open', 'the first identifier is not aligned to their number')
  return mask
}

function numbersOf(config: SocketConfig): Int32Array {
  const { kind, family, identifiers } = config
  if (kind !== 'raw' && kind !== 'dgram') throw invalid('open', 'the kind is neither raw nor dgram')
  if (family !== 4 && family !== 6) throw invalid('open', 'the family is neither 4 nor 6')
  const numbers = new Int32Array(OPEN.count)
  numbers[OPEN.raw] = kind === 'raw' ? 1 : 0
  numbers[OPEN.family] = family
  numbers[OPEN.dontFragment] = discovery(config.dontFragment)
  numbers[OPEN.broadcast] = config.broadcast ? 1 : 0
  numbers[OPEN.errorQueue] = config.errorQueue && kind === 'dgram' ? 1 : 0
  numbers[OPEN.receiveBuffer] = bytes(config.receiveBuffer, 'receiveBuffer')
  numbers[OPEN.sendBuffer] = bytes(config.sendBuffer, 'sendBuffer')
  numbers[OPEN.blockFirst] = identifiers && kind === 'raw' ? identifiers.first : ABSENT
  numbers[OPEN.blockMask] = identifiers ? blockMask(identifiers) : 0
  numbers[OPEN.countedIds] = config.stampIds === 'counted' ? 1 : 0
  return numbers
}

/**
 * Opens an ICMP socket. It lives until it is closed or its environment ends, whether the caller keeps it or not, and
 * lets the process exit unless `keepAlive(true)` was called.
 *
 * @throws {NativeError} with the errno of the system call that failed: `EPERM` (raw) and `EACCES` (dgram) where it is
 *   not permitted, `ENODEV` for an unknown device, `EINVAL` for a wrong argument
 * @throws {NativeLoadError} when there is no usable binary
 */
export function openSocket(config: SocketConfig, handler: SocketHandler): NativeSocket {
  const numbers = numbersOf(config)
  const accept = config.accept && config.kind === 'raw' ? acceptBits(config.accept) : undefined
  const owner = environment()
  if (config.device !== undefined && (config.device.length === 0 || config.device.length > 15))
    throw new NativeError({ errno: errnoNumber('ENODEV'), syscall: 'setsockopt', option: 'SO_BINDTODEVICE' })
  const id = owner.addon.open(numbers, config.device, accept)
  if (typeof id === 'object') throw new NativeError(id)
  return new Socket(
    owner,
    { ...config, errorQueue: numbers[OPEN.errorQueue] === 1 },
    {
      id,
      identifier: numbers[OPENED.identifier]!,
      receiveBuffer: numbers[OPENED.receiveBuffer]!,
      sendBuffer: numbers[OPENED.sendBuffer]!,
      stampsSent: numbers[OPENED.stampsSent] === 1,
      stampsReceived: numbers[OPENED.stampsReceived] === 1,
    },
    handler,
  )
}
