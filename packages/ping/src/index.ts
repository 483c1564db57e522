/** Ping from an app. */
export { IcmpError, type IcmpErrorCode } from '@icmp/core'
export { cidr } from './cidr.js'
export { createPinger } from './pinger.js'
export { ping } from './shared.js'
export { sweep } from './sweep.js'
export { availableTransports } from './transports.js'
export type * from './types.js'
