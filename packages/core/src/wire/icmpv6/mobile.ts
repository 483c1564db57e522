/** Mobile IPv6: home agents and prefixes, RFC 6275 §6.5 to §6.8. */
import { address6, flag, reserved, uint } from '../layout/field.js'
import { layout } from '../layout/layout.js'
import { message } from '../layout/message.js'
import { list } from '../layout/parts.js'
import type { IcmpHead, MessageCodec } from '../message.js'
import { type NdOption, ndOptions } from '../options/option.js'

export interface HomeAgentAddressDiscoveryRequest extends IcmpHead {
  family: 6
  kind: 'home-agent-address-discovery-request'
  identifier: number
  reserved?: number | undefined
  trailing?: Uint8Array | undefined
}

export interface HomeAgentAddressDiscoveryReply extends IcmpHead {
  family: 6
  kind: 'home-agent-address-discovery-reply'
  identifier: number
  reserved?: number | undefined
  homeAgents: { address: Uint8Array }[]
  trailing?: Uint8Array | undefined
}

export interface MobilePrefixSolicitation extends IcmpHead {
  family: 6
  kind: 'mobile-prefix-solicitation'
  identifier: number
  reserved?: number | undefined
  trailing?: Uint8Array | undefined
}

export interface MobilePrefixAdvertisement extends IcmpHead {
  family: 6
  kind: 'mobile-prefix-advertisement'
  identifier: number
  managed: boolean
  otherConfiguration: boolean
  reserved?: number | undefined
  options: NdOption[]
  trailing?: Uint8Array | undefined
}

export const homeAgentAddressDiscoveryRequest: MessageCodec<HomeAgentAddressDiscoveryRequest> = /* @__PURE__ */ message(
  {
    family: 6,
    kinds: { 144: 'home-agent-address-discovery-request' },
    title: 'Home Agent Address Discovery Request',
    source: 'RFC 6275 §6.5',
    fields: [/* @__PURE__ */ uint('identifier', 16, 'Identifier'), /* @__PURE__ */ reserved(16)],
  },
)

export const homeAgentAddressDiscoveryReply: MessageCodec<HomeAgentAddressDiscoveryReply> = /* @__PURE__ */ message({
  family: 6,
  kinds: { 145: 'home-agent-address-discovery-reply' },
  title: 'Home Agent Address Discovery Reply',
  source: 'RFC 6275 §6.6',
  fields: [
    /* @__PURE__ */ uint('identifier', 16, 'Identifier'),
    /* @__PURE__ */ reserved(16),
    /* @__PURE__ */ list(
      'homeAgents',
      'Home agent',
      /* @__PURE__ */ layout([/* @__PURE__ */ address6('address', 'Address')]),
    ),
  ],
})

export const mobilePrefixSolicitation: MessageCodec<MobilePrefixSolicitation> = /* @__PURE__ */ message({
  family: 6,
  kinds: { 146: 'mobile-prefix-solicitation' },
  title: 'Mobile Prefix Solicitation',
  source: 'RFC 6275 §6.7',
  fields: [/* @__PURE__ */ uint('identifier', 16, 'Identifier'), /* @__PURE__ */ reserved(16)],
})

export const mobilePrefixAdvertisement: MessageCodec<MobilePrefixAdvertisement> = /* @__PURE__ */ message({
  family: 6,
  kinds: { 147: 'mobile-prefix-advertisement' },
  title: 'Mobile Prefix Advertisement',
  source: 'RFC 6275 §6.8',
  fields: [
    /* @__PURE__ */ uint('identifier', 16, 'Identifier'),
    /* @__PURE__ */ flag('managed', 'M (managed)'),
    /* @__PURE__ */ flag('otherConfiguration', 'O (other configuration)'),
    /* @__PURE__ */ reserved(14),
    /* @__PURE__ */ ndOptions(),
  ],
})
