import { randomInt } from 'node:crypto'
import {
  type Address,
  type Availability,
  type Capabilities,
  type Family,
  IcmpError,
  type PacketSocket,
  type Sink,
  type SocketOptions,
  systemError,
  type Transport,
} from '@icmp/core'
import { clock, type NativeSocket, openSocket, type SocketHandler } from '@icmp/native'

/** Identifiers of one socket. With 65,536 sequences each, keys don't run out; aligned, one mask filters them. */
const IDENTIFIERS = 16
/** Bytes to ask for: over a thousand small replies with their transmit stamps. The kernel caps it at `rmem_max`. */
const RECEIVE_BUFFER = 1 << 20
/** Room for a batch of full-sized frames. */
const SEND_BUFFER = 1 << 18
/** What a small packet is charged to a buffer: a default one of 212,992 bytes holds 256 (measured). */
const CHARGE = 832

/**
 * What may come in: echo reply, destination unreachable, source quench, redirect, time exceeded, parameter problem; for
 * IPv6 echo reply, the four errors and redirect. Everything else is dropped in the kernel, before it wakes anybody.
 */
const ACCEPT: Record<Family, readonly number[]> = { 4: [0, 3, 4, 5, 11, 12], 6: [129, 1, 2, 3, 4, 137] }

export interface RawTransportOptions {
  /**
   * First of the 16 identifiers to use, a multiple of 16. Default: a random block for each socket, so that two
   * processes rarely share one; and when they do, the cookies tell their replies apart.
   */
  firstIdentifier?: number | undefined
}

/** ICMP over Linux raw sockets: needs root or CAP_NET_RAW. */
export function rawTransport(options: RawTransportOptions = {}): Transport {
  checkFirstIdentifier(options.firstIdentifier)
  return {
    name: 'raw',
    clock,
    check: (family) => check(family),
    open: (socketOptions, sink) => openRaw(socketOptions, sink, options),
  }
}

function checkFirstIdentifier(first: number | undefined): void {
  if (first === undefined || (Number.isInteger(first) && first >= 0 && first < 0x1_0000 && first % IDENTIFIERS === 0)) {
    return
  }
  const message = `Invalid firstIdentifier ${first}: give a multiple of ${IDENTIFIERS} from 0 to 65520.`
  throw new IcmpError('ICMP_INVALID_OPTION', message)
}

async function check(family: Family): Promise<Availability> {
  try {
    const nothing = (): void => {}
    const handler = { sent: nothing, sendFailed: nothing, packet: nothing, error: nothing, writable: nothing }
    open({ family }, { ...handler, drained: nothing, closed: nothing }, 0).close()
    return { ok: true }
  } catch (error) {
    const { code, message, remedy } = error as IcmpError
    return { ok: false, code, reason: message, remedy: remedy ?? '' }
  }
}

/** @throws `ICMP_PERMISSION`, `ICMP_UNSUPPORTED`, `ICMP_BINARY_MISSING`, `ICMP_DEVICE_NOT_FOUND`, `ICMP_SYSTEM` */
function open(options: SocketOptions, handler: SocketHandler, first: number): NativeSocket {
  const { family, device, dontFragment, broadcast, receiveBuffer, sendBuffer } = options
  if (process.platform !== 'linux') {
    throw new IcmpError('ICMP_UNSUPPORTED', 'Raw ICMP sockets are supported on Linux only: choose another transport.')
  }
  try {
    return openSocket(
      {
        kind: 'raw',
        family,
        device,
        dontFragment,
        broadcast,
        receiveBuffer: receiveBuffer ?? RECEIVE_BUFFER,
        sendBuffer: sendBuffer ?? SEND_BUFFER,
        accept: ACCEPT[family],
        identifiers: { first, count: IDENTIFIERS },
      },
      handler,
    )
  } catch (error) {
    throw systemError(error, `open a raw ICMP${family === 6 ? 'v6' : ''} socket`, {
      ICMP_PERMISSION: `Run as root, or allow it once with: sudo setcap cap_net_raw+ep ${process.execPath}`,
      ICMP_UNSUPPORTED: `This system has no IPv${family}: use the other family.`,
    })
  }
}

/**
 * The kernel switches receive stamps on in the background when the machine's first socket asks for them, some 0.1 ms
 * later (measured): without this wait, a first reply on loopback comes unstamped.
 */
function stampsSwitchedOn(): Promise<void> {
  return new Promise((resolve) => clock.setTimer(1, resolve))
}

async function openRaw(
  options: SocketOptions,
  sink: Sink,
  { firstIdentifier }: RawTransportOptions,
): Promise<PacketSocket> {
  const { family } = options
  const first = firstIdentifier ?? randomInt(0x1_0000 / IDENTIFIERS) * IDENTIFIERS
  const native = open(options, handlerOf(family, sink), first)
  await stampsSwitchedOn()
  return {
    mode: 'packet',
    identifiers: { first, count: IDENTIFIERS },
    capabilities: capabilitiesOf(family, native),
    send: (batch) => native.send(batch),
    drain: (max) => native.drain(max),
    drops: () => native.drops(),
    keepAlive: (on) => native.keepAlive(on),
    close: async () => native.close(),
  }
}

/** What a socket can do as the kernel opened it: without stamps or counters where it gave none. */
export function capabilitiesOf(
  family: Family,
  native: Pick<NativeSocket, 'receiveBuffer' | 'stamps' | 'countsDrops'>,
): Capabilities {
  const { receiveBuffer, stamps, countsDrops } = native
  return {
    identifier: 'caller',
    perPacket:
      family === 4
        ? ['hopLimit', 'trafficClass', 'source', 'interface']
        : ['hopLimit', 'trafficClass', 'source', 'interface', 'dontFragment'],
    // IPv4 hands raw sockets their copy before ICMP's checksum is looked at; ICMPv6 is summed both ways (RFC 3542 §3.1).
    checksum: family === 4 ? { send: 'caller', receive: 'caller' } : { send: 'below', receive: 'below' },
    errors: 'packets',
    sees: ['duplicates', 'foreign', 'replyHopLimit', 'destination'],
    stamps,
    drops: countsDrops ? 'mixed' : 'unknown',
    maxPayload: family === 4 ? 65_507 : 65_527,
    // Each reply shares the buffer with the transmit stamp of its request, where the kernel makes one.
    receiveSlots: Math.floor(receiveBuffer / CHARGE / (stamps.sent === 'kernel' ? 2 : 1)),
  }
}

function handlerOf(family: Family, sink: Sink): SocketHandler {
  return {
    sent: (token, at) => sink.sent(token, at),
    sendFailed: (token, failure) => sink.sendFailed(token, failure),
    packet: family === 4 ? withoutHeader(sink) : (icmp, meta) => sink.packet(icmp, meta),
    // The error queue serves stamps alone here: on raw it lies outside the filter, and a neighbour's errors would fill it.
    error: () => {},
    writable: () => sink.writable(),
    drained: () => sink.drained(),
    closed: (error) => sink.closed(error),
  }
}

/** A packet of an IPv4 raw socket in its parts. */
interface Cut {
  headerLength: number
  header: Uint8Array
  icmp: Uint8Array
  to: Address
}

/**
 * IPv4 raw sockets deliver the IP header too. Making the views of its parts costs more than all else that is done with a
 * small packet; but packets are lent in the same few arrays again and again, so each keeps its own.
 */
function withoutHeader(sink: Sink): SocketHandler['packet'] {
  const cuts = new WeakMap<Uint8Array, Cut>()
  return (packet, meta) => {
    const headerLength = (packet[0]! & 0x0f) * 4
    if (packet.length < 20 || headerLength < 20 || headerLength > packet.length) return
    let cut = cuts.get(packet)
    if (cut?.headerLength !== headerLength) {
      const to: Address = { family: 4, bytes: packet.subarray(16, 20), scope: 0 }
      cut = { headerLength, header: packet.subarray(0, headerLength), icmp: packet.subarray(headerLength), to }
      cuts.set(packet, cut)
    }
    const { header, icmp, to } = cut
    const { from, at } = meta
    sink.packet(icmp, { from, to, hopLimit: packet[8]!, header, length: meta.length - headerLength, at })
  }
}
