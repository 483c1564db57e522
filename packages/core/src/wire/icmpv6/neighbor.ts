/** Neighbor solicitation and advertisement: RFC 4861 §4.3 and §4.4. */
import { address6, flag, reserved } from '../layout/field.js'
import { message } from '../layout/message.js'
import type { IcmpHead, MessageCodec } from '../message.js'
import { type NdOption, ndOptions } from '../options/option.js'

export interface NeighborSolicitation extends IcmpHead {
  family: 6
  kind: 'neighbor-solicitation'
  reserved?: number | undefined
  /** Whose link-layer address is asked for; 16 bytes. */
  target: Uint8Array
  options: NdOption[]
  trailing?: Uint8Array | undefined
}

export interface NeighborAdvertisement extends IcmpHead {
  family: 6
  kind: 'neighbor-advertisement'
  /** R: the sender is a router. */
  router: boolean
  /** S: it answers a solicitation. */
  solicited: boolean
  /** O: it overrides what is cached. */
  override: boolean
  reserved?: number | undefined
  target: Uint8Array
  options: NdOption[]
  trailing?: Uint8Array | undefined
}

export const neighborSolicitation: MessageCodec<NeighborSolicitation> = /* @__PURE__ */ message({
  family: 6,
  kinds: { 135: 'neighbor-solicitation' },
  title: 'Neighbor Solicitation',
  source: 'RFC 4861 §4.3',
  fields: [
    /* @__PURE__ */ reserved(32),
    /* @__PURE__ */ address6('target', 'Target address'),
    /* @__PURE__ */ ndOptions(),
  ],
})

export const neighborAdvertisement: MessageCodec<NeighborAdvertisement> = /* @__PURE__ */ message({
  family: 6,
  kinds: { 136: 'neighbor-advertisement' },
  title: 'Neighbor Advertisement',
  source: 'RFC 4861 §4.4',
  fields: [
    /* @__PURE__ */ flag('router', 'R (router)'),
    /* @__PURE__ */ flag('solicited', 'S (solicited)'),
    /* @__PURE__ */ flag('override', 'O (override)'),
    /* @__PURE__ */ reserved(29),
    /* @__PURE__ */ address6('target', 'Target address'),
    /* @__PURE__ */ ndOptions(),
  ],
})

/** Inverse Neighbor Discovery: RFC 3122 §2. */
export interface InverseNeighborDiscovery extends IcmpHead {
  family: 6
  kind: 'inverse-neighbor-solicitation' | 'inverse-neighbor-advertisement'
  reserved?: number | undefined
  options: NdOption[]
  trailing?: Uint8Array | undefined
}

export const inverseNeighborDiscovery: MessageCodec<InverseNeighborDiscovery> = /* @__PURE__ */ message({
  family: 6,
  kinds: { 141: 'inverse-neighbor-solicitation', 142: 'inverse-neighbor-advertisement' },
  title: 'Inverse Neighbor Discovery',
  source: 'RFC 3122 §2',
  fields: [/* @__PURE__ */ reserved(32), /* @__PURE__ */ ndOptions()],
})
