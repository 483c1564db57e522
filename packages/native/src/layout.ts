/**
 * Where the fields of the shared memory are: the twin of `c/layout.h`, which says what they mean. The addon reports its
 * own numbers, and one that disagrees is not loaded.
 */

export const ABSENT = -1
/** Packets of one system call. */
export const SLOTS = 64

/** Byte offsets within the arena of a send. */
export const SEND = {
  monotonic: 0,
  offset: 8,
  error: 16,
  idsUncertain: 20,
  records: 32,
  recordBytes: 72,
  data: 4640,
  dataBytes: 131_072,
  bytes: 135_712,
} as const

/** Byte offsets within one record. */
export const SEND_RECORD = {
  dataOffset: 0,
  dataLength: 4,
  scope: 8,
  hopLimit: 12,
  trafficClass: 16,
  interface: 20,
  dontFragment: 24,
  hasSource: 28,
  stampId: 32,
  error: 36,
  to: 40,
  source: 56,
} as const

export const DRAIN = {
  monotonic: 0,
  offset: 8,
  packets: 16,
  entries: 20,
  error: 24,
  packetRecords: 32,
  packetBytes: 64,
  entryRecords: 4128,
  entryBytes: 80,
  quotes: 9248,
  quoteStride: 2048,
  data: 140_320,
  stride: 65_856,
  bytes: 4_355_104,
} as const

export const PACKET_RECORD = {
  kernel: 0,
  given: 8,
  length: 12,
  hopLimit: 16,
  fromScope: 20,
  toScope: 24,
  hasTo: 28,
  from: 32,
  to: 48,
} as const

export const ENTRY_RECORD = {
  kernel: 0,
  kind: 8,
  error: 12,
  type: 16,
  code: 20,
  info: 24,
  stampId: 28,
  quoted: 32,
  fromScope: 36,
  toScope: 40,
  hasFrom: 44,
  from: 48,
  to: 64,
} as const

export const ENTRY_STAMP = 0
export const ENTRY_NETWORK = 1
export const ENTRY_LOCAL = 2

/** Positions in the numbers given to `open`. */
export const OPEN = {
  raw: 0,
  family: 1,
  dontFragment: 2,
  broadcast: 3,
  errorQueue: 4,
  receiveBuffer: 5,
  sendBuffer: 6,
  blockFirst: 7,
  blockMask: 8,
  countedIds: 9,
  count: 10,
} as const

/** Positions of what `open` writes over them. */
export const OPENED = { identifier: 0, receiveBuffer: 1, sendBuffer: 2, stampsSent: 3, stampsReceived: 4 } as const

export const READY_WRITE = 2
/** In the place of an endpoint's id: the timer went off. */
export const ALARM_ID = 0
/** Pairs of id and readiness that one `take` hands over. */
export const TAKE_PAIRS = 64

/** Raised with every change of the addon's functions that no number below shows. */
const REVISION = 3

/** In the order in which the addon's `layout()` reports them. */
export const LAYOUT: readonly number[] = [
  SLOTS,
  SEND.bytes,
  SEND.records,
  SEND.recordBytes,
  SEND.data,
  SEND.dataBytes,
  SEND_RECORD.error,
  SEND_RECORD.to,
  SEND_RECORD.source,
  DRAIN.bytes,
  DRAIN.packetRecords,
  DRAIN.packetBytes,
  DRAIN.entryRecords,
  DRAIN.entryBytes,
  DRAIN.quotes,
  DRAIN.quoteStride,
  DRAIN.data,
  DRAIN.stride,
  PACKET_RECORD.from,
  PACKET_RECORD.to,
  ENTRY_RECORD.from,
  ENTRY_RECORD.to,
  REVISION,
]
