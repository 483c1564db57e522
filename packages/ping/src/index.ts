/** Ping from an app. */
export { IcmpError, type IcmpErrorCode } from '@icmp/core'
export { createPinger } from './pinger.js'
export { ping } from './shared.js'
export { availableTransports } from './transports.js'
export type * from './types.js'
