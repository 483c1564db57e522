/** ICMP over Linux raw sockets. */
export { type RawTransportOptions, rawTransport } from './raw.js'
