import { IcmpError } from '../errors.js'
import type { EchoSocket, PacketSocket, Sink, SocketOptions, Transport } from '../transport/contract.js'
import { EchoTap } from './pcap/echo-tap.js'
import { PcapFile } from './pcap/file.js'
import { PacketTap } from './pcap/packet-tap.js'
import { TapSink } from './pcap/tap-sink.js'
import { tappedExchanges, tappedPackets } from './pcap/tapped.js'

/** The most that the snap length's field holds. */
const LONGEST = 0xffff_ffff

export interface PcapOptions {
  /**
   * Takes the next bytes of the file, whole blocks at a time, in an array that is its to keep. What it throws ends the
   * capture, and nothing else.
   */
  write: (bytes: Uint8Array) => void
  /**
   * Milliseconds since 1970, for what the kernel did not stamp. Default: what the kernel's last stamp said, else the
   * transport's own clock.
   */
  wallClock?: (() => number) | undefined
  /** The most bytes that are kept of a packet, its IP header included. Default: all of them. */
  snapLength?: number | undefined
  /** Told, once, of what `write` threw. Default: it is thrown again, in a turn of its own. */
  onError?: ((error: unknown) => void) | undefined
}

/**
 * The same transport, which writes what passes its sockets to a pcapng file: each socket is an interface of it. Packets
 * stand in it as the network had them, as far as the socket told. Where it told no IP header, one is put together from the
 * addresses and options that are known, and so are the errors of an error queue and all packets of a system call that
 * runs the exchange; the interface's description says so, and each such packet's comment, with what was not known.
 *
 * Packets are written in the order of time, up to 5 ms after they passed, and all of them when nothing is pending.
 * @throws `ICMP_INVALID_OPTION`, and what the first `write` throws
 */
export function withPcap(transport: Transport, options: PcapOptions): Transport {
  check(options)
  const file = new PcapFile(options, transport.clock)
  return {
    name: transport.name,
    clock: transport.clock,
    check: (family) => transport.check(family),
    open: (socketOptions, sink) => open(transport, socketOptions, sink, file),
  }
}

async function open(
  transport: Transport,
  options: SocketOptions,
  sink: Sink,
  file: PcapFile,
): Promise<PacketSocket | EchoSocket> {
  const tapSink = new TapSink(sink, file)
  const socket = await transport.open(options, tapSink)
  let tapped: PacketSocket | EchoSocket = socket
  file.guard(() => {
    if (socket.mode === 'packet') {
      tapSink.packets = new PacketTap(file, transport.name, options, socket)
      tapped = tappedPackets(socket, tapSink.packets, file)
    } else {
      tapSink.outcomes = new EchoTap(file, transport.name, options, socket)
      tapped = tappedExchanges(socket, tapSink.outcomes, file)
    }
  })
  return tapped
}

function check({ write, wallClock, snapLength, onError }: PcapOptions): void {
  for (const [name, value] of Object.entries({ write, wallClock, onError })) {
    if (typeof value === 'function' || (value === undefined && name !== 'write')) continue
    throw new IcmpError('ICMP_INVALID_OPTION', `Invalid ${name} ${String(value)}: give a function.`)
  }
  if (snapLength === undefined || (Number.isInteger(snapLength) && snapLength > 0 && snapLength <= LONGEST)) return
  const message = `Invalid snap length ${snapLength}: give a whole number of bytes from 1 to ${LONGEST}.`
  throw new IcmpError('ICMP_INVALID_OPTION', message)
}
