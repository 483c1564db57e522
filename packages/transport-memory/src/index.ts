/** A simulated network behind the ICMP transport contract: hosts, routers, a virtual clock. */
export { MemoryEchoSocket } from './echo-socket.js'
export { type Network, network } from './network.js'
export { MemoryPacketSocket } from './packet-socket.js'
export { realClock } from './real-clock.js'
export type { AddressLike, HostAnswer, HostOptions, HostRequest, NetworkOptions, RouterOptions } from './topology.js'
export { type MemoryTransportOptions, memoryTransport, type PacketModeOptions } from './transport.js'
export { VirtualClock } from './virtual-clock.js'
