/** Router solicitation and advertisement: RFC 4861 §4.1 and §4.2, flags of RFC 4191, 4389, 5175 and 6275. */
import { flag, reserved, uint } from '../layout/field.js'
import { message } from '../layout/message.js'
import type { IcmpHead, MessageCodec } from '../message.js'
import { type NdOption, ndOptions } from '../options/option.js'

export interface RouterSolicitation6 extends IcmpHead {
  family: 6
  kind: 'router-solicitation'
  reserved?: number | undefined
  options: NdOption[]
  trailing?: Uint8Array | undefined
}

export interface RouterAdvertisement6 extends IcmpHead {
  family: 6
  kind: 'router-advertisement'
  /** What hosts are to send with; 0 for unspecified. */
  currentHopLimit: number
  /** M: addresses by DHCPv6. */
  managed: boolean
  /** O: other configuration by DHCPv6. */
  otherConfiguration: boolean
  /** H: the router is a Mobile IPv6 home agent. */
  homeAgent: boolean
  /** Two bits: 1 high, 0 medium, 3 low, 2 reserved. */
  preference: number
  /** P: a Neighbor Discovery proxy. */
  proxy: boolean
  /** 2 bits, to be zero. */
  flags?: number | undefined
  /** Seconds; 0 for no default router. */
  routerLifetime: number
  /** Milliseconds; 0 for unspecified. */
  reachableTime: number
  retransTimer: number
  options: NdOption[]
  trailing?: Uint8Array | undefined
}

export const routerSolicitation6: MessageCodec<RouterSolicitation6> = /* @__PURE__ */ message({
  family: 6,
  kinds: { 133: 'router-solicitation' },
  title: 'Router Solicitation',
  source: 'RFC 4861 §4.1',
  fields: [/* @__PURE__ */ reserved(32), /* @__PURE__ */ ndOptions()],
})

export const routerAdvertisement6: MessageCodec<RouterAdvertisement6> = /* @__PURE__ */ message({
  family: 6,
  kinds: { 134: 'router-advertisement' },
  title: 'Router Advertisement',
  source: 'RFC 4861 §4.2, RFC 4191 §2.2, RFC 4389, RFC 5175, RFC 6275 §7.1',
  fields: [
    /* @__PURE__ */ uint('currentHopLimit', 8, 'Cur hop limit'),
    /* @__PURE__ */ flag('managed', 'M (managed)'),
    /* @__PURE__ */ flag('otherConfiguration', 'O (other configuration)'),
    /* @__PURE__ */ flag('homeAgent', 'H (home agent)'),
    /* @__PURE__ */ uint('preference', 2, 'Router preference', {
      values: { 0: 'medium', 1: 'high', 2: 'reserved', 3: 'low' },
    }),
    /* @__PURE__ */ flag('proxy', 'P (proxy)'),
    /* @__PURE__ */ reserved(2, 'flags', 'Flags'),
    /* @__PURE__ */ uint('routerLifetime', 16, 'Router lifetime', { show: 'seconds' }),
    /* @__PURE__ */ uint('reachableTime', 32, 'Reachable time', { show: 'milliseconds' }),
    /* @__PURE__ */ uint('retransTimer', 32, 'Retrans timer', { show: 'milliseconds' }),
    /* @__PURE__ */ ndOptions(),
  ],
})
