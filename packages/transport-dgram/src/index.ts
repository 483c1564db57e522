/** ICMP over unprivileged datagram sockets. */
export { dgramTransport } from './dgram.js'
