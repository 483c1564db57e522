import { errnoName, errnoNumber, invalid } from './errors.js'
import { ENTRY_LOCAL, ENTRY_STAMP, SLOTS } from './layout.js'
import type { SendArena } from './outgoing.js'
import type { Socket } from './socket.js'
import type { NativeAddress, Outgoing, QueuedError, SendFailure, SocketHandler } from './types.js'

/** A call of the handler, made when the batch is through: a handler may send again from within. */
export type Deferred = (handler: SocketHandler) => void

export interface SendResult {
  taken: number
  /** Why the rest waits: for `room` in the send buffer, or a `pause` as a device's queue is full. */
  blocked: 'room' | 'pause' | undefined
}

const EAGAIN = errnoNumber('EAGAIN')
const ENOBUFS = errnoNumber('ENOBUFS')
const EMSGSIZE = errnoNumber('EMSGSIZE')
const SYSCALL = 'sendmmsg'

/** One error in the queue makes one send fail, and more can come while it is tried again; past that many it is the packet's. */
const MAX_REPEATS = 16

function checkAddress(address: NativeAddress, family: 4 | 6, what: string): void {
  if (address.family !== family) throw invalid('send', `the ${what} is not of the socket's family`)
  if (address.bytes.length !== (family === 4 ? 4 : 16)) throw invalid('send', `the ${what} has a wrong length`)
}

/** Before anything is sent: a wrong argument is the caller's fault and names no packet. */
function check(socket: Socket, batch: readonly Outgoing[]): void {
  const { family, dontFragment } = socket.config
  for (const packet of batch) {
    checkAddress(packet.to, family, 'destination')
    if (packet.source) checkAddress(packet.source, family, 'source')
    if (family === 4 && packet.dontFragment !== undefined && packet.dontFragment !== (dontFragment === true))
      throw invalid('send', "don't-fragment belongs to the socket on IPv4")
  }
}

/** Sends from the front of the batch. A failure that belongs to an earlier packet is read from the error queue, and the send repeated. */
export function sendBatch(socket: Socket, batch: readonly Outgoing[], deferred: Deferred[]): SendResult {
  check(socket, batch)
  const arena = socket.environment.sends.acquire()
  try {
    return run(socket, arena, batch, deferred)
  } finally {
    socket.environment.sends.release(arena)
  }
}

function run(socket: Socket, arena: SendArena, batch: readonly Outgoing[], deferred: Deferred[]): SendResult {
  let taken = 0
  let repeats = 0
  while (taken < batch.length) {
    const count = arena.fill(batch, taken, socket.sentStamps.next)
    const sent = count > 0 ? socket.environment.addon.send(socket.id, arena.buffer, count) : 0
    settle(socket, arena, batch, taken, sent, deferred)
    taken += sent
    if (sent > 0) repeats = 0
    if (sent === count && count > 0) continue
    const errno = count > 0 ? arena.error : EMSGSIZE
    const queue = inspect(socket, arena, count > 0 ? errno : 0, deferred)
    if (errno === 0) continue
    if (errno === EAGAIN) return { taken, blocked: 'room' }
    if (errno === ENOBUFS) return { taken, blocked: 'pause' }
    const isEarlier = queue !== undefined && !queue.local && (queue.network || repeats === 0)
    if (isEarlier && repeats < MAX_REPEATS) {
      repeats++
      continue
    }
    repeats = 0
    fail(socket, batch[taken]!, errno, queue?.mtu, deferred)
    taken++
  }
  return { taken, blocked: undefined }
}

function settle(
  socket: Socket,
  arena: SendArena,
  batch: readonly Outgoing[],
  from: number,
  sent: number,
  deferred: Deferred[],
): void {
  const { monotonic, offset } = arena
  for (let i = 0; i < sent; i++) {
    const { token } = batch[from + i]!
    if (socket.stamps.sent === 'kernel') socket.sentStamps.add(token, monotonic, offset)
    else deferred.push((handler) => handler.sent(token, { monotonic }))
  }
}

/** After a send that stopped short: reads the error queue where it matters, and `undefined` where it can't explain anything. */
function inspect(socket: Socket, arena: SendArena, errno: number, deferred: Deferred[]): QueueFindings | undefined {
  const explains = socket.config.errorQueue === true && errno !== 0 && errno !== EAGAIN && errno !== ENOBUFS
  const isUncertain = arena.idsUncertain
  if (!explains && !isUncertain) return undefined
  const findings = readQueue(socket, errno, deferred)
  if (isUncertain) {
    // What was stamped up to now was read with the old ids; the next packet has the id 0 on both sides.
    socket.environment.addon.restart(socket.id)
    socket.sentStamps.restart()
  }
  return explains ? findings : undefined
}

function fail(socket: Socket, packet: Outgoing, errno: number, mtu: number | undefined, deferred: Deferred[]): void {
  const failure: SendFailure = { code: errnoName(errno), errno, syscall: SYSCALL }
  if (errno === EMSGSIZE) failure.mtu = mtu ?? knownMtu(socket, packet)
  const { token } = packet
  deferred.push((handler) => handler.sendFailed(token, failure))
}

function knownMtu(socket: Socket, packet: Outgoing): number | undefined {
  const { addon } = socket.environment
  let device = packet.interface ?? 0
  if (device === 0 && socket.config.device) {
    const index = addon.interfaceIndex(socket.config.device)
    if (typeof index === 'number') device = index
  }
  const mtu = addon.pathMtu(packet.to.bytes, packet.to.scope, packet.source?.bytes, device)
  return typeof mtu === 'number' ? mtu : undefined
}

interface QueueFindings {
  /** There were errors of earlier packets. */
  network: boolean
  /** There was an entry about this very failure, as the kernel leaves one for a packet that is too big. */
  local: boolean
  mtu: number | undefined
}

/** Empties the error queue: what is not about this failure is handed on after the batch. */
function readQueue(socket: Socket, errno: number, deferred: Deferred[]): QueueFindings {
  const { addon, drains } = socket.environment
  const findings: QueueFindings = { network: false, local: false, mtu: undefined }
  const arena = drains.acquire()
  try {
    do {
      addon.drain(socket.id, arena.buffer, 0)
      for (let i = 0; i < arena.entries; i++) {
        const kind = arena.entryKind(i)
        if (kind === ENTRY_STAMP) {
          const kernel = arena.entryKernel(i)
          socket.takeStamp(arena.entryStampId(i), kernel, (token, at) => deferred.push((h) => h.sent(token, at)))
          continue
        }
        const error = keep(arena.entryError(i, socket.config.family))
        if (kind === ENTRY_LOCAL && error.errno === errno) {
          findings.local = true
          if (errno === EMSGSIZE && error.info > 0) findings.mtu = error.info
          continue
        }
        if (kind !== ENTRY_LOCAL) findings.network = true
        deferred.push((handler) => handler.error(error))
      }
    } while (arena.entries === SLOTS)
  } finally {
    drains.release(arena)
  }
  return findings
}

function copyAddress(address: NativeAddress): NativeAddress {
  return { ...address, bytes: address.bytes.slice() }
}

/** The arena is used again before the handler sees the entry. */
function keep(error: QueuedError): QueuedError {
  return {
    ...error,
    from: error.from && copyAddress(error.from),
    to: copyAddress(error.to),
    quoted: error.quoted.slice(),
  }
}
