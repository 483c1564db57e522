import {
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
import { ArrivalOrder } from './arrival-order.js'

/** What a small packet is charged to a buffer: a default one of 212,992 bytes holds 256 (measured). */
const CHARGE = 832
/** Bytes to ask for: over a thousand small replies with their transmit stamps. The kernel caps it at `rmem_max`. */
const RECEIVE_BUFFER = 1 << 20
/** Room for a batch of full-sized frames. */
const SEND_BUFFER = 1 << 18

/** ICMP over unprivileged datagram sockets: Linux where `net.ipv4.ping_group_range` allows the group, macOS always. */
export function dgramTransport(): Transport {
  return { name: 'dgram', clock, check, open: openDgram }
}

async function check(family: Family): Promise<Availability> {
  try {
    const nothing = (): void => {}
    const handler = { sent: nothing, sendFailed: nothing, packet: nothing, error: nothing, writable: nothing }
    open({ family }, { ...handler, drained: nothing, closed: nothing }).close()
    return { ok: true }
  } catch (error) {
    const { code, message, remedy } = error as IcmpError
    return { ok: false, code, reason: message, remedy: remedy ?? '' }
  }
}

/** @throws `ICMP_PERMISSION`, `ICMP_UNSUPPORTED`, `ICMP_BINARY_MISSING`, `ICMP_DEVICE_NOT_FOUND`, `ICMP_SYSTEM` */
function open(options: SocketOptions, handler: SocketHandler): NativeSocket {
  const { family, device, dontFragment, broadcast, receiveBuffer, sendBuffer } = options
  if (process.platform !== 'linux' && process.platform !== 'darwin') {
    const message = 'ICMP datagram sockets exist on Linux and macOS only: choose another transport.'
    throw new IcmpError('ICMP_UNSUPPORTED', message)
  }
  try {
    return openSocket(
      {
        kind: 'dgram',
        family,
        device,
        dontFragment,
        broadcast,
        receiveBuffer: receiveBuffer ?? RECEIVE_BUFFER,
        sendBuffer: sendBuffer ?? SEND_BUFFER,
        errorQueue: true,
      },
      handler,
    )
  } catch (error) {
    throw systemError(error, `open an ICMP${family === 6 ? 'v6' : ''} datagram socket`, {
      ICMP_PERMISSION: 'Allow it once with: sudo sysctl -w net.ipv4.ping_group_range="0 2147483647"',
      ICMP_UNSUPPORTED: `This system has no IPv${family} datagram sockets for ICMP: use the other family or transport.`,
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

async function openDgram(options: SocketOptions, sink: Sink): Promise<PacketSocket> {
  const order = new ArrivalOrder(sink, clock, (max) => native.drain(max))
  const native: NativeSocket = open(options, handlerOf(options.family, sink, order))
  await stampsSwitchedOn()
  return {
    mode: 'packet',
    identifier: native.identifier,
    capabilities: capabilitiesOf(options.family, native),
    send: (batch) => native.send(batch),
    drain: (max) => order.drain(max),
    drops: () => native.drops(),
    keepAlive: (on) => native.keepAlive(on),
    close: async () => {
      order.close()
      native.close()
    },
  }
}

const CAPABILITIES = {
  identifier: 'socket',
  checksum: { send: 'below', receive: 'below' },
} as const

/** What a socket can do as the kernel opened it: without stamps or counters where it gave none. */
export function capabilitiesOf(
  family: Family,
  native: Pick<NativeSocket, 'receiveBuffer' | 'stamps' | 'countsDrops'>,
): Capabilities {
  const { receiveBuffer, stamps, countsDrops } = native
  const common = {
    ...CAPABILITIES,
    stamps,
    drops: countsDrops ? 'own' : 'unknown',
    maxPayload: family === 4 ? 65_507 : 65_527,
    // Each reply shares the buffer with the transmit stamp of its request, where the kernel makes one.
    receiveSlots: Math.floor(receiveBuffer / CHARGE / (stamps.sent === 'kernel' ? 2 : 1)),
  } as const
  if (process.platform === 'darwin') {
    return {
      ...common,
      perPacket: [],
      // Errors reach a macOS datagram socket as packets; there is no error queue.
      errors: 'packets',
      sees: ['duplicates', 'foreign', 'replyHopLimit'],
    }
  }
  return {
    ...common,
    perPacket:
      family === 4
        ? ['hopLimit', 'trafficClass', 'source', 'interface']
        : ['hopLimit', 'trafficClass', 'source', 'interface', 'dontFragment'],
    errors: 'reports',
    sees: ['duplicates', 'replyHopLimit', 'destination'],
  }
}

function handlerOf(family: Family, sink: Sink, order: ArrivalOrder): SocketHandler {
  return {
    sent: (token, at) => sink.sent(token, at),
    sendFailed: (token, failure) => sink.sendFailed(token, failure),
    packet: (packet, meta) => {
      // macOS puts the IPv4 header before the message, Linux doesn't; an echo reply's first byte is 0.
      const header = process.platform === 'darwin' && family === 4 ? (packet[0]! & 0x0f) * 4 : 0
      if (header > packet.length) return
      if (header === 0) order.packet(packet, meta)
      else sink.packet(packet.subarray(header), { ...meta, hopLimit: packet[8], length: meta.length - header })
    },
    error: (entry) => order.report(entry),
    writable: () => sink.writable(),
    drained: () => order.drained(),
    closed: (error) => sink.closed(error),
  }
}
