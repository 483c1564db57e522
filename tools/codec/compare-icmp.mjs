// The message's own fields, by the names that the records give them.
import { mldMaximumResponseDelay } from '@icmp/core'
import { addressText } from './compare-ip.mjs'

const swap16 = (value) => ((value & 0xff) << 8) | (value >>> 8)

/** What the record calls the fields of a message. */
export function fieldsOf(message) {
  const { identifier, sequence } = message
  const fields = { ident: identifier, mip_ident: identifier }
  if (identifier !== undefined) fields.ident_le = swap16(identifier)
  if (message.kind.startsWith('extended-echo')) fields.ext_seq = sequence
  else if (sequence !== undefined) Object.assign(fields, { seq: sequence, seq_le: swap16(sequence) })
  return Object.assign(fields, SPECIAL[message.kind]?.(message))
}

// An option whose length is a lie ends the list; its type stands where the trailing bytes begin.
const optionTypes = ({ options, trailing = [] }) => ({
  nd_option_types: [...options.map(({ type }) => type), ...trailing.slice(0, trailing.length > 1 ? 1 : 0)],
})
const errorFields = ({ family, lengthAttribute, nextHopMtu, pointer }) => ({
  length_words: lengthAttribute,
  original_datagram_length: lengthAttribute === undefined ? undefined : lengthAttribute * (family === 4 ? 4 : 8),
  mtu: nextHopMtu,
  pointer,
})

const SPECIAL = {
  'destination-unreachable': errorFields,
  'time-exceeded': errorFields,
  'parameter-problem': errorFields,
  'packet-too-big': ({ mtu }) => ({ mtu }),
  redirect: (message) =>
    message.family === 4
      ? { gateway: addressText(message.gateway) }
      : {
          redirect_target: addressText(message.target),
          redirect_destination: addressText(message.destination),
          ...optionTypes(message),
        },
  'timestamp-request': timestamps,
  'timestamp-reply': timestamps,
  'address-mask-request': ({ mask }) => ({ address_mask: addressText(mask) }),
  'address-mask-reply': ({ mask }) => ({ address_mask: addressText(mask) }),
  'router-advertisement': (message) =>
    message.family === 4
      ? {
          num_addrs: message.addressCount,
          addr_entry_size: message.entrySize,
          lifetime: message.lifetime,
          router_addresses: message.addresses.map(({ address }) => addressText(address)),
          preferences: message.addresses.map(({ preference }) => preference),
        }
      : {
          ra_hop_limit: message.currentHopLimit,
          ra_flags: raFlags(message),
          ra_lifetime: message.routerLifetime,
          ra_reachable: message.reachableTime,
          ra_retrans: message.retransTimer,
          ...optionTypes(message),
        },
  'router-solicitation': (message) => (message.family === 6 ? optionTypes(message) : {}),
  'neighbor-solicitation': (message) => ({ ns_target: addressText(message.target), ...optionTypes(message) }),
  'neighbor-advertisement': (message) => ({
    na_target: addressText(message.target),
    na_flags: naFlags(message),
    ...optionTypes(message),
  }),
  'inverse-neighbor-solicitation': optionTypes,
  'inverse-neighbor-advertisement': optionTypes,
  'mobile-prefix-advertisement': optionTypes,
  'multicast-listener-query': ({ maximumResponseCode, group, version2 }) => ({
    mld_max_delay: maximumResponseCode,
    mld_max_code: mldMaximumResponseDelay(maximumResponseCode),
    mld_address: addressText(group),
    mld_nb_sources: version2?.sourceCount,
  }),
  'multicast-listener-report': mldVersion1,
  'multicast-listener-done': mldVersion1,
  'multicast-listener-report-v2': ({ recordCount, records }) => ({
    mldr_nb_records: recordCount,
    mld_records: records.map(({ type, group }) => ({ type, address: addressText(group) })),
  }),
  'node-information-query': nodeInformation,
  'node-information-reply': nodeInformation,
}

function timestamps({ originate, receive, transmit }) {
  return { originate_ts: originate, receive_ts: receive, transmit_ts: transmit }
}

function mldVersion1({ maximumResponseDelay, group }) {
  return { mld_max_delay: maximumResponseDelay, mld_address: addressText(group) }
}

function nodeInformation({ qtype, flags, nonce }) {
  // The record has a JSON number: beyond 2^53 it is rounded, and so must this one be.
  const number = nonce.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
  return { ni_qtype: qtype, ni_flags: flags, ni_nonce: Number(number) }
}

function raFlags({ managed, otherConfiguration, homeAgent, preference, proxy, flags }) {
  return (managed << 7) | (otherConfiguration << 6) | (homeAgent << 5) | (preference << 3) | (proxy << 2) | flags
}

function naFlags({ router, solicited, override, reserved }) {
  return router * 2 ** 31 + solicited * 2 ** 30 + override * 2 ** 29 + reserved
}
