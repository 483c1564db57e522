import type { Capabilities } from '../transport/capabilities.js'

/** A raw socket's, as `@icmp/transport-raw` declares them. */
export const RAW: Capabilities = {
  identifier: 'caller',
  perPacket: ['hopLimit', 'trafficClass', 'source', 'interface'],
  checksum: { send: 'caller', receive: 'caller' },
  errors: 'packets',
  sees: ['duplicates', 'foreign', 'replyHopLimit', 'destination'],
  stamps: { sent: 'kernel', received: 'kernel' },
  drops: 'mixed',
  maxPayload: 65_507,
  receiveSlots: 128,
}

/** A datagram socket's. */
export const DGRAM: Capabilities = {
  ...RAW,
  identifier: 'socket',
  checksum: { send: 'below', receive: 'below' },
  errors: 'reports',
  drops: 'own',
}

/** An operating system's call's. */
export const ECHO: Capabilities = {
  ...RAW,
  identifier: 'hidden',
  checksum: { send: 'below', receive: 'below' },
  errors: 'outcomes',
  sees: ['replyHopLimit'],
  stamps: { sent: 'user', received: 'api-ms' },
  drops: 'unknown',
}
