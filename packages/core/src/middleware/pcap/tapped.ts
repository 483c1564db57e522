/** Sockets that do what theirs does, call for call. What was captured never changes what they give back or throw. */
import type { EchoSocket, PacketSocket } from '../../transport/contract.js'
import type { EchoTap } from './echo-tap.js'
import type { PcapFile } from './file.js'
import type { PacketTap } from './packet-tap.js'
import type { Tap } from './tap.js'

export function tappedPackets(socket: PacketSocket, tap: PacketTap, file: PcapFile): PacketSocket {
  const { identifier, identifiers } = socket
  return {
    mode: 'packet',
    ...(identifier !== undefined && { identifier }),
    ...(identifiers !== undefined && { identifiers }),
    ...common(socket, tap, file),
    send(batch) {
      // Before: the socket may say "sent" from within the call.
      file.guard(() => tap.offered(batch))
      let taken = 0
      try {
        taken = socket.send(batch)
      } finally {
        if (taken < batch.length) file.guard(() => tap.notTaken(batch.slice(taken)))
      }
      return taken
    },
    drain(max) {
      const read = socket.drain(max)
      if (read < max) file.guard(() => tap.settled())
      return read
    },
  }
}

export function tappedExchanges(socket: EchoSocket, tap: EchoTap, file: PcapFile): EchoSocket {
  return {
    mode: 'echo',
    ...common(socket, tap, file),
    request(batch) {
      file.guard(() => tap.offered(batch))
      let taken = 0
      try {
        taken = socket.request(batch)
      } finally {
        file.guard(() => tap.taken(batch, taken))
      }
      return taken
    },
    cancel: (token) => socket.cancel(token),
  }
}

function common(
  socket: PacketSocket | EchoSocket,
  tap: Tap,
  file: PcapFile,
): Pick<PacketSocket, 'capabilities' | 'keepAlive' | 'drops' | 'close'> {
  return {
    capabilities: socket.capabilities,
    keepAlive(on) {
      socket.keepAlive(on)
      file.guard(() => tap.keepAlive(on))
    },
    drops: () => socket.drops(),
    close() {
      // Before: a closed socket doesn't tell its drops any more.
      file.guard(() => tap.close())
      return socket.close()
    },
  }
}
