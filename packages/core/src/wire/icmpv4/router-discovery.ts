/** Router advertisement and solicitation: RFC 1256; mobility agents add options (RFC 5944 §2.1). */
import { address4, type Fields, int32, reserved, uint } from '../layout/field.js'
import { explainLayout, layout, readLayout, writeLayout } from '../layout/layout.js'
import { message } from '../layout/message.js'
import type { Part } from '../layout/part.js'
import type { VariableField } from '../layout/variable.js'
import type { IcmpHead, MessageCodec } from '../message.js'

/** One address of the router. */
export interface RouterAddress {
  address: Uint8Array
  /** Two's complement; the higher the better, the least is never to be used. */
  preference: number
  /** What an entry of more than two words holds beside them. */
  extra?: Uint8Array | undefined
}

export interface RouterAdvertisement4 extends IcmpHead {
  family: 4
  kind: 'router-advertisement'
  /** How many addresses there are said to be. */
  addressCount: number
  /** 32-bit words of an entry, 2 in this version. */
  entrySize: number
  /** Seconds. */
  lifetime: number
  addresses: RouterAddress[]
  /** Options of mobility agents, raw. */
  trailing?: Uint8Array | undefined
}

export interface RouterSolicitation4 extends IcmpHead {
  family: 4
  kind: 'router-solicitation'
  reserved?: number | undefined
  trailing?: Uint8Array | undefined
}

const ENTRY = /* @__PURE__ */ layout([
  /* @__PURE__ */ address4('address', 'Router address'),
  /* @__PURE__ */ int32('preference', 'Preference level'),
])
const LEAST_WORDS = 2

function extraPart({ extra }: Fields, offset: number): Part[] {
  if (extra === undefined) return []
  const { length } = extra as Uint8Array
  return [{ name: 'Extra words', offset, length, meaning: `${length} bytes` }]
}

/** Entries are as long as the message says, if that is enough for an address and its preference. */
function entries(): VariableField {
  const of = (record: Fields): readonly Fields[] => record.addresses as readonly Fields[]
  const sizeOf = (one: Fields): number => ENTRY.size + ((one.extra as Uint8Array | undefined)?.length ?? 0)
  return {
    names: ['addresses'],
    holds: { form: 'custom', as: 'router-addresses' },
    read(record, bytes, at, end) {
      const size = (record.entrySize as number) * 4
      const all: Fields[] = []
      let next = at
      if (size >= LEAST_WORDS * 4) {
        for (; all.length < (record.addressCount as number) && next + size <= end; next += size) {
          const one: Fields = {}
          readLayout(ENTRY, one, bytes, next, end)
          if (size > ENTRY.size) one.extra = bytes.subarray(next + ENTRY.size, next + size)
          all.push(one)
        }
      }
      record.addresses = all
      return next
    },
    size: (record) => of(record).reduce((sum, one) => sum + sizeOf(one), 0),
    write(record, target, at) {
      let next = at
      for (const one of of(record)) {
        writeLayout(ENTRY, one, target, next)
        if (one.extra !== undefined) target.set(one.extra as Uint8Array, next + ENTRY.size)
        next += sizeOf(one)
      }
      return next
    },
    explain(record, at) {
      let next = at
      return of(record).map((one, n) => {
        const part = {
          name: `Router ${n + 1}`,
          offset: next,
          length: sizeOf(one),
          meaning: '',
          parts: [...explainLayout(ENTRY, one, next), ...extraPart(one, next + ENTRY.size)],
        }
        next += part.length
        return part
      })
    },
  }
}

export const routerAdvertisement4: MessageCodec<RouterAdvertisement4> = /* @__PURE__ */ message({
  family: 4,
  kinds: { 9: 'router-advertisement' },
  title: 'Router Advertisement',
  source: 'RFC 1256, RFC 5944 §2.1',
  codes: { 0: 'normal', 16: 'does not route common traffic' },
  fields: [
    /* @__PURE__ */ uint('addressCount', 8, 'Num addrs'),
    /* @__PURE__ */ uint('entrySize', 8, 'Addr entry size'),
    /* @__PURE__ */ uint('lifetime', 16, 'Lifetime', { show: 'seconds' }),
    /* @__PURE__ */ entries(),
  ],
})

export const routerSolicitation4: MessageCodec<RouterSolicitation4> = /* @__PURE__ */ message({
  family: 4,
  kinds: { 10: 'router-solicitation' },
  title: 'Router Solicitation',
  source: 'RFC 1256',
  fields: [/* @__PURE__ */ reserved(32)],
})
