/** Options of Neighbor Discovery: RFC 4861 §4.6. A new one is a table in this folder and a line in `KINDS`. */
import { fits } from '../bytes.js'
import { type ElementKind, readElement, UNKNOWN_ELEMENT } from '../layout/element.js'
import type { Fields } from '../layout/field.js'
import { explainLayout, layoutSize, writeLayout } from '../layout/layout.js'
import type { Part } from '../layout/part.js'
import type { VariableField } from '../layout/variable.js'
import {
  type CaptivePortalOption,
  captivePortal,
  type DnsSearchListOption,
  dnsSearchList,
  type FlagsExtensionOption,
  flagsExtension,
  type RecursiveDnsServerOption,
  recursiveDnsServer,
} from './configuration.js'
import {
  type LinkLayerAddressOption,
  type NonceOption,
  nonce,
  sourceLinkLayerAddress,
  targetLinkLayerAddress,
} from './link-layer-address.js'
import {
  type Pref64Option,
  type PrefixInformationOption,
  pref64,
  prefixInformation,
  type RouteInformationOption,
  routeInformation,
} from './prefix.js'
import { type MtuOption, mtu, type RedirectedHeaderOption, redirectedHeader } from './redirected-header.js'

export interface OptionHead {
  type: number
  /** Bytes that its standard knows nothing of. */
  trailing?: Uint8Array | undefined
}

/** Any other: nothing of it is lost. */
export interface UnknownOption {
  kind: 'unknown'
  /** What comes after type and length. */
  payload: Uint8Array
}

export type NdOption = OptionHead &
  (
    | LinkLayerAddressOption
    | PrefixInformationOption
    | RedirectedHeaderOption
    | MtuOption
    | NonceOption
    | RouteInformationOption
    | RecursiveDnsServerOption
    | DnsSearchListOption
    | FlagsExtensionOption
    | CaptivePortalOption
    | Pref64Option
    | UnknownOption
  )

const KINDS: Readonly<Record<number, ElementKind>> = {
  1: sourceLinkLayerAddress,
  2: targetLinkLayerAddress,
  3: prefixInformation,
  4: redirectedHeader,
  5: mtu,
  14: nonce,
  24: routeInformation,
  25: recursiveDnsServer,
  26: flagsExtension,
  31: dnsSearchList,
  37: captivePortal,
  38: pref64,
}

/** Names of the options that are kept as bytes (IANA's registry). */
const NAMES: Readonly<Record<number, string>> = {
  6: 'NBMA Shortcut Limit',
  7: 'Advertisement Interval',
  8: 'Home Agent Information',
  9: 'Source Address List',
  10: 'Target Address List',
  11: 'CGA',
  12: 'RSA Signature',
  13: 'Timestamp',
  15: 'Trust Anchor',
  16: 'Certificate',
  17: 'IP Address/Prefix',
  18: 'New Router Prefix Information',
  19: 'Link-layer Address',
  20: 'Neighbor Advertisement Acknowledgment',
  21: 'PvD ID Router Advertisement',
  23: 'MAP',
  27: 'Handover Key Request',
  28: 'Handover Key Reply',
  29: 'Handover Assist Information',
  30: 'Mobile Node Identifier',
  32: 'Proxy Signature',
  33: 'Address Registration',
  34: '6LoWPAN Context',
  35: 'Authoritative Border Router',
  36: '6LoWPAN Capability Indication',
  39: 'Crypto-ID Parameters',
  40: 'NDP Signature',
  41: 'Resource Directory Address',
  42: 'Consistent Uptime',
  138: 'CARD Request',
  139: 'CARD Reply',
  144: 'Encrypted DNS',
  253: 'Experiment 1',
  254: 'Experiment 2',
}

/** How options of that type are read; undefined for those that are kept as bytes. */
export function ndOptionKind(type: number): ElementKind | undefined {
  return KINDS[type]
}

/** Types and titles of the options that have a record. */
export function ndOptionKinds(): readonly { type: number; kind: string; title: string; source: string }[] {
  return Object.entries(KINDS).map(([type, { kind, title, source }]) => ({ type: Number(type), kind, title, source }))
}

const OPTION_HEADER = 2
const UNIT = 8

function kindOf(option: Fields): ElementKind {
  if (option.kind === UNKNOWN_ELEMENT.kind) return UNKNOWN_ELEMENT
  return KINDS[option.type as number] ?? UNKNOWN_ELEMENT
}

/** Whole units of 8 bytes; zeros fill up what is none. */
function sizeOf(option: Fields): number {
  return Math.ceil((OPTION_HEADER + layoutSize(kindOf(option).layout, option)) / UNIT) * UNIT
}

function explainOption(option: Fields, at: number): Part {
  const kind = kindOf(option)
  const type = option.type as number
  const length = sizeOf(option)
  return {
    name: `Option: ${kind === UNKNOWN_ELEMENT ? (NAMES[type] ?? 'Unknown') : kind.title}`,
    offset: at,
    length,
    meaning: `type ${type}`,
    parts: [
      { name: 'Type', offset: at, length: 1, meaning: String(type) },
      { name: 'Length', offset: at + 1, length: 1, meaning: `${length / UNIT} (${length} bytes)` },
      ...explainLayout(kind.layout, option, at + OPTION_HEADER),
    ],
  }
}

/**
 * Options up to the end. One of length 0, which would never end, or past the bytes ends the list: what is left is trailing,
 * and `validate` says that the message is to be discarded.
 */
export function ndOptions(): VariableField {
  const of = (record: Fields): readonly Fields[] => (record.options as readonly Fields[] | undefined) ?? []
  return {
    names: ['options'],
    holds: { form: 'custom', as: 'nd-options' },
    read(record, bytes, at, end) {
      const options: Fields[] = []
      let next = at
      while (next + OPTION_HEADER <= end) {
        const length = bytes[next + 1]! * UNIT
        if (length === 0 || next + length > end) break
        const option: Fields = { type: bytes[next]! }
        readElement(KINDS[bytes[next]!], option, bytes, next + OPTION_HEADER, next + length)
        options.push(option)
        next += length
      }
      record.options = options
      return next
    },
    size: (record) => of(record).reduce((sum, option) => sum + sizeOf(option), 0),
    write(record, target, at) {
      let start = at
      for (const option of of(record)) {
        const length = sizeOf(option)
        target[start] = fits(option.type as number, 8, 'option type')
        target[start + 1] = fits(length / UNIT, 8, 'option length')
        const next = writeLayout(kindOf(option).layout, option, target, start + OPTION_HEADER)
        target.fill(0, next, start + length)
        start += length
      }
      return start
    },
    explain(record, at) {
      let next = at
      return of(record).map((option) => {
        const part = explainOption(option, next)
        next += part.length
        return part
      })
    },
  }
}
