/** ICMP sockets and TUN devices of the operating system. Knows no ICMP logic: bytes go in and out, with their options and stamps. */
export { clock, type NativeClock, type NativeTimer } from './clock.js'
export { NativeError, NativeLoadError } from './errors.js'
export { loadAddon } from './load.js'
export { openSocket } from './open.js'
export { interfaceIndex, interfaceName, pathMtu } from './query.js'
export { openTun } from './tun/open.js'
export type { TunConfig, TunDevice, TunHandler } from './tun/types.js'
export type {
  Incoming,
  NativeAddress,
  NativeSocket,
  NativeStamp,
  Outgoing,
  QueuedError,
  SendFailure,
  SocketConfig,
  SocketHandler,
} from './types.js'
