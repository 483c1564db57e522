/** Multicast router discovery: RFC 4286 §3 to §5. The last two are 4 bytes long. */
import { uint } from '../layout/field.js'
import { message } from '../layout/message.js'
import type { IcmpHead, MessageCodec } from '../message.js'

export interface MulticastRouterAdvertisement extends IcmpHead {
  family: 6
  kind: 'multicast-router-advertisement'
  /** Here the code is the advertisement interval in seconds. */
  code: number
  /** Seconds. */
  queryInterval: number
  robustness: number
  trailing?: Uint8Array | undefined
}

export interface MulticastRouterDiscovery extends IcmpHead {
  family: 6
  kind: 'multicast-router-solicitation' | 'multicast-router-termination'
  trailing?: Uint8Array | undefined
}

export const multicastRouterAdvertisement: MessageCodec<MulticastRouterAdvertisement> = /* @__PURE__ */ message({
  family: 6,
  kinds: { 151: 'multicast-router-advertisement' },
  title: 'Multicast Router Advertisement',
  source: 'RFC 4286 §3',
  fields: [
    /* @__PURE__ */ uint('queryInterval', 16, 'Query interval', { show: 'seconds' }),
    /* @__PURE__ */ uint('robustness', 16, 'Robustness variable'),
  ],
})

export const multicastRouterDiscovery: MessageCodec<MulticastRouterDiscovery> = /* @__PURE__ */ message({
  family: 6,
  kinds: { 152: 'multicast-router-solicitation', 153: 'multicast-router-termination' },
  title: 'Multicast Router Solicitation, Termination',
  source: 'RFC 4286 §4, §5',
  fields: [],
})
