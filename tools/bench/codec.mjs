// Checksum, decoding and encoding, against raw-socket's native checksum and C; the goals are ratios within this run.
import {
  decodeIcmp,
  EchoView,
  ErrorView,
  encodeIcmpInto,
  internetChecksum,
  updateChecksum,
  writeEchoRequest,
} from '@icmp/core'
import { measure, rounded } from './measure.mjs'
import { cChecksum, rawSocket } from './peers.mjs'

const LENGTHS = [64, 1472, 65_507]

function noise(length) {
  return Uint8Array.from({ length }, (_, at) => (at * 31) & 255)
}

/** Other bytes at each call, so that none can stand for all; called directly, as code does that uses it. */
function checksumOf(bytes) {
  return (n) => {
    bytes[3] = n
    return internetChecksum(bytes)
  }
}

function checksums() {
  const native = rawSocket()
  const c = cChecksum(LENGTHS)
  const goals = { 64: 5, 1472: 2, 65507: 2 }
  return LENGTHS.map((length, n) => {
    const bytes = noise(length)
    const buffer = Buffer.from(bytes)
    const ways = { ours: checksumOf(bytes) }
    if (native.checksum) {
      ways.rawSocket = (n) => {
        buffer[3] = n
        return native.checksum(buffer)
      }
    }
    const { ours, rawSocket } = measure(ways)
    const times = rawSocket === undefined ? undefined : rounded(rawSocket / ours)
    return {
      what: `checksum of ${length} bytes`,
      ns: rounded(ours),
      rawSocket: rawSocket === undefined ? { missing: native.why } : { ns: rounded(rawSocket), timesAsFast: times },
      c: c.ns === undefined ? { missing: c.why } : { ns: rounded(c.ns[n]), timesAsFast: rounded(c.ns[n] / ours) },
      goal: { timesAsFastAsRawSocket: goals[length] },
      met: times === undefined ? undefined : times >= goals[length],
    }
  })
}

/** 172 bytes of ICMP: a quoted UDP datagram padded to 152, and extensions with one label. */
function timeExceeded() {
  const bytes = new Uint8Array(172)
  const quoted = new Uint8Array(152)
  quoted.set([0x45, 0, 0, 60, 0, 7, 0, 0, 1, 17, 0, 0, 192, 0, 2, 1, 198, 51, 100, 7, 0x82, 0x35, 0x82, 0x9a, 0, 40])
  const objects = [1].map((label) => ({
    label,
    trafficClass: 0,
    bottomOfStack: label === 1,
    ttl: 1,
  }))
  const message = {
    family: 4,
    kind: 'time-exceeded',
    type: 11,
    code: 0,
    lengthAttribute: 38,
    quoted,
    extensions: {
      version: 2,
      reserved: 0,
      objects: [{ class: 1, ctype: 1, kind: 'mpls-label-stack', entries: objects }],
    },
  }
  if (encodeIcmpInto(message, bytes, 0) !== bytes.length) throw new Error('the message is not 172 bytes long')
  return bytes
}

function decoding() {
  const bytes = timeExceeded()
  const { checksum, record, view } = measure({
    checksum: checksumOf(bytes),
    record: () => decodeIcmp(4, bytes).value.message.lengthAttribute,
    view: () => {
      const error = ErrorView.on(4, bytes)
      return (
        error.type +
        error.code +
        error.word +
        error.quotedHopLimit +
        error.quotedProtocol +
        error.sourcePort +
        error.destinationPort
      )
    },
  })
  return [
    { what: `checksum of a ${bytes.length}-byte time exceeded`, ns: rounded(checksum) },
    goal('decoding it to the record', record, record / checksum, 6),
    goal('reading it as a view', view, view / checksum, 0.5),
  ]
}

function goal(what, ns, ratio, atMost) {
  return { what, ns: rounded(ns), checksums: rounded(ratio), goal: { checksumsAtMost: atMost }, met: ratio <= atMost }
}

function encoding() {
  const data = noise(56)
  const target = new Uint8Array(64)
  writeEchoRequest(target, 0, 4, 1, 1, data)
  const view = EchoView.on(target)
  const { checksum, encode, update, sequence } = measure({
    checksum: checksumOf(target),
    encode: (call) => writeEchoRequest(target, 0, 4, 1, call & 0xffff, data) + target[2],
    update: (call) => updateChecksum(0x1234, call & 0xffff, (call + 1) & 0xffff),
    sequence: (call) => {
      view.sequence = call & 0xffff
      return target[2]
    },
  })
  return [
    { what: 'checksum of a 64-byte echo', ns: rounded(checksum) },
    goal('encoding it in place', encode, encode / checksum, 2),
    goal('an incremental update', update, update / checksum, 1 / 3),
    {
      what: 'a new sequence in a view, checksum included',
      ns: rounded(sequence),
      checksums: rounded(sequence / checksum),
    },
  ]
}

/** @returns one object for each measurement */
export function codec() {
  return [...checksums(), ...decoding(), ...encoding()]
}
