/** Multicast Listener Discovery: version 1 RFC 2710 §3, version 2 RFC 3810 §5. */
import { address6, type Fields, flag, reserved, uint } from '../layout/field.js'
import { explainLayout, layout, layoutSize, readLayout, writeLayout } from '../layout/layout.js'
import { message } from '../layout/message.js'
import { list } from '../layout/parts.js'
import type { VariableField } from '../layout/variable.js'
import type { IcmpHead, MessageCodec } from '../message.js'

/** What a query of version 2 adds. */
export interface MldVersion2 {
  reserved?: number | undefined
  /** S: routers don't reset their timers. */
  suppress: boolean
  /** QRV; 0 where it is above 7. */
  robustness: number
  /** QQIC: see `mldQueryInterval`. */
  queryIntervalCode: number
  sourceCount: number
  sources: { address: Uint8Array }[]
}

export interface MulticastListenerQuery extends IcmpHead {
  family: 6
  kind: 'multicast-listener-query'
  /** Milliseconds in version 1; see `mldMaximumResponseDelay` for version 2. */
  maximumResponseCode: number
  reserved?: number | undefined
  /** The unspecified address in a general query. */
  group: Uint8Array
  /** There in queries of 28 bytes and more (RFC 3810 §8.1). */
  version2?: MldVersion2 | undefined
  trailing?: Uint8Array | undefined
}

export interface MulticastListenerReport extends IcmpHead {
  family: 6
  kind: 'multicast-listener-report' | 'multicast-listener-done'
  maximumResponseDelay: number
  reserved?: number | undefined
  group: Uint8Array
  trailing?: Uint8Array | undefined
}

/** What one listener says of one group. */
export interface MulticastAddressRecord {
  /** 1 include, 2 exclude, 3 change to include, 4 change to exclude, 5 allow new, 6 block old sources. */
  type: number
  /** 32-bit words of auxiliary data. */
  auxiliaryLength: number
  sourceCount: number
  group: Uint8Array
  sources: { address: Uint8Array }[]
  auxiliary: Uint8Array
}

export interface MulticastListenerReport2 extends IcmpHead {
  family: 6
  kind: 'multicast-listener-report-v2'
  reserved?: number | undefined
  recordCount: number
  records: MulticastAddressRecord[]
  trailing?: Uint8Array | undefined
}

const SOURCE = /* @__PURE__ */ layout([/* @__PURE__ */ address6('address', 'Source address')])

const VERSION_2 = /* @__PURE__ */ layout([
  /* @__PURE__ */ reserved(4),
  /* @__PURE__ */ flag('suppress', 'S (suppress router-side processing)'),
  /* @__PURE__ */ uint('robustness', 3, 'QRV'),
  /* @__PURE__ */ uint('queryIntervalCode', 8, 'QQIC'),
  /* @__PURE__ */ uint('sourceCount', 16, 'Number of sources'),
  /* @__PURE__ */ list('sources', 'Source', SOURCE, 'sourceCount'),
])

function version2(): VariableField {
  const of = (record: Fields): Fields | undefined => record.version2 as Fields | undefined
  return {
    names: ['version2'],
    holds: { form: 'custom', as: 'mld-version-2' },
    part: VERSION_2,
    read(record, bytes, at, end) {
      const part: Fields = {}
      const next = readLayout(VERSION_2, part, bytes, at, end)
      if (next < 0) return at
      record.version2 = part
      return next
    },
    size(record) {
      const part = of(record)
      return part === undefined ? 0 : layoutSize(VERSION_2, part)
    },
    write(record, target, at) {
      const part = of(record)
      return part === undefined ? at : writeLayout(VERSION_2, part, target, at)
    },
    explain(record, at) {
      const part = of(record)
      return part === undefined ? [] : explainLayout(VERSION_2, part, at)
    },
  }
}

/** As many words as the record says, or as there are. */
function auxiliary(): VariableField {
  const of = (record: Fields): Uint8Array => record.auxiliary as Uint8Array
  return {
    names: ['auxiliary'],
    holds: { form: 'custom', as: 'auxiliary' },
    read(record, bytes, at, end) {
      const next = Math.min(end, at + (record.auxiliaryLength as number) * 4)
      record.auxiliary = bytes.subarray(at, next)
      return next
    },
    size: (record) => of(record).length,
    write(record, target, at) {
      target.set(of(record), at)
      return at + of(record).length
    },
    explain: (record, at) =>
      of(record).length === 0
        ? []
        : [{ name: 'Auxiliary data', offset: at, length: of(record).length, meaning: `${of(record).length} bytes` }],
  }
}

const RECORD_TYPES = {
  1: 'mode is include',
  2: 'mode is exclude',
  3: 'change to include mode',
  4: 'change to exclude mode',
  5: 'allow new sources',
  6: 'block old sources',
} as const

const RECORD = /* @__PURE__ */ layout([
  /* @__PURE__ */ uint('type', 8, 'Record type', { values: RECORD_TYPES }),
  /* @__PURE__ */ uint('auxiliaryLength', 8, 'Aux data length'),
  /* @__PURE__ */ uint('sourceCount', 16, 'Number of sources'),
  /* @__PURE__ */ address6('group', 'Multicast address'),
  /* @__PURE__ */ list('sources', 'Source', SOURCE, 'sourceCount'),
  /* @__PURE__ */ auxiliary(),
])

export const multicastListenerQuery: MessageCodec<MulticastListenerQuery> = /* @__PURE__ */ message({
  family: 6,
  kinds: { 130: 'multicast-listener-query' },
  title: 'Multicast Listener Query',
  source: 'RFC 2710 §3, RFC 3810 §5.1',
  fields: [
    /* @__PURE__ */ uint('maximumResponseCode', 16, 'Maximum response code'),
    /* @__PURE__ */ reserved(16),
    /* @__PURE__ */ address6('group', 'Multicast address'),
    /* @__PURE__ */ version2(),
  ],
})

export const multicastListenerReport: MessageCodec<MulticastListenerReport> = /* @__PURE__ */ message({
  family: 6,
  kinds: { 131: 'multicast-listener-report', 132: 'multicast-listener-done' },
  title: 'Multicast Listener Report, Done',
  source: 'RFC 2710 §3',
  fields: [
    /* @__PURE__ */ uint('maximumResponseDelay', 16, 'Maximum response delay', { show: 'milliseconds' }),
    /* @__PURE__ */ reserved(16),
    /* @__PURE__ */ address6('group', 'Multicast address'),
  ],
})

export const multicastListenerReport2: MessageCodec<MulticastListenerReport2> = /* @__PURE__ */ message({
  family: 6,
  kinds: { 143: 'multicast-listener-report-v2' },
  title: 'Version 2 Multicast Listener Report',
  source: 'RFC 3810 §5.2',
  fields: [
    /* @__PURE__ */ reserved(16),
    /* @__PURE__ */ uint('recordCount', 16, 'Number of records'),
    /* @__PURE__ */ list('records', 'Record', RECORD, 'recordCount'),
  ],
})
