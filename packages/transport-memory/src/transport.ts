import { type Clock, IcmpError, type Transport } from '@icmp/core'
import { MemoryEchoSocket } from './echo-socket.js'
import type { Network } from './network.js'
import { MemoryPacketSocket } from './packet-socket.js'

export interface PacketModeOptions {
  /** First of the socket's 16 identifiers. Default 0. */
  firstIdentifier?: number | undefined
  /** Packets that a socket takes in one turn before it is full. Default: no limit. */
  sendSlots?: number | undefined
}

export interface MemoryTransportOptions extends PacketModeOptions {
  /** The time that packets travel in: a `VirtualClock`, or `realClock`. */
  clock: Clock
  /** `packet`, like a raw socket; or `echo`, like a call of the operating system that runs the exchange. Default `packet`. */
  mode?: 'packet' | 'echo' | undefined
  /** Exchanges that an `echo` socket runs at once. Default 256. */
  mostRequests?: number | undefined
}

/** A transport over a simulated network. */
export function memoryTransport(network: Network, options: MemoryTransportOptions): Transport {
  const { clock, mode = 'packet', mostRequests = 256 } = options
  return {
    name: 'memory',
    clock,
    check: async () => ({ ok: true }),
    async open(socket, sink) {
      if (socket.device !== undefined) {
        const message = `The simulated network has no interface '${socket.device}': leave the interface out.`
        throw new IcmpError('ICMP_DEVICE_NOT_FOUND', message)
      }
      return mode === 'packet'
        ? new MemoryPacketSocket(network, clock, socket, sink, options)
        : new MemoryEchoSocket(network, clock, socket, sink, mostRequests)
    },
  }
}
