/**
 * Writing capture files that Wireshark opens: pcapng (draft-ietf-opsawg-pcapng). A file is these blocks one after the other: a
 * section's head; an interface before the packets that passed it; packets; statistics of an interface. Interfaces count
 * from 0 in the order of their blocks. Times are milliseconds since 1970 and are written in nanoseconds.
 */
import { fits } from '../bytes.js'
import { block, commentOption, countOption, type Option, textOption, timeOption, writeTime } from './block.js'

const SECTION_HEADER = 0x0a0d0d0a
const INTERFACE_DESCRIPTION = 1
const INTERFACE_STATISTICS = 5
const ENHANCED_PACKET = 6
const BYTE_ORDER_MAGIC = 0x1a2b3c4d

/** Option codes, per block (§4.1, §4.2, §4.3, §4.6). */
const SHB = { hardware: 2, os: 3, application: 4 }
const IDB = { name: 2, description: 3, timeResolution: 9, os: 12 }
const EPB = { flags: 2, dropCount: 4 }
const ISB = { start: 2, end: 3, received: 4, dropped: 5 }

/** Times count 10^-9 seconds. */
const NANOSECONDS = 9

/** `LINKTYPE_RAW`: packets begin with their IPv4 or IPv6 header. */
export const LINKTYPE_RAW = 101

export interface PcapngSection {
  /** The program that wrote the file. */
  application?: string | undefined
  os?: string | undefined
  hardware?: string | undefined
  comment?: string | undefined
}

/** The head of a file. No length is told, so that it can grow. */
export function pcapngSection({ application, os, hardware, comment }: PcapngSection = {}): Uint8Array {
  const options = [
    ...commentOption(comment),
    ...textOption(SHB.hardware, hardware),
    ...textOption(SHB.os, os),
    ...textOption(SHB.application, application),
  ]
  const fields = (view: DataView, at: number): void => {
    view.setUint32(at, BYTE_ORDER_MAGIC, true)
    view.setUint16(at + 4, 1, true)
    view.setUint16(at + 6, 0, true)
    view.setBigInt64(at + 8, -1n, true)
  }
  return block(SECTION_HEADER, 16, fields, options)
}

export interface PcapngInterface {
  name?: string | undefined
  description?: string | undefined
  os?: string | undefined
  comment?: string | undefined
  /** What the packets begin with, by tcpdump.org's list. Default `LINKTYPE_RAW`. */
  linkType?: number | undefined
  /** The most bytes that are kept of a packet; 0 (default): all. */
  snapLength?: number | undefined
}

/** @throws `ICMP_INVALID_OPTION` for a number that does not fit, as the others do */
export function pcapngInterface(described: PcapngInterface): Uint8Array {
  const { name, description, os, comment, linkType = LINKTYPE_RAW, snapLength = 0 } = described
  const options = [
    ...commentOption(comment),
    ...textOption(IDB.name, name),
    ...textOption(IDB.description, description),
    { code: IDB.timeResolution, value: Uint8Array.of(NANOSECONDS) },
    ...textOption(IDB.os, os),
  ]
  const fields = (view: DataView, at: number): void => {
    view.setUint16(at, fits(linkType, 16, 'link type'), true)
    view.setUint32(at + 4, fits(snapLength, 32, 'snap length'), true)
  }
  return block(INTERFACE_DESCRIPTION, 8, fields, options)
}

export interface PcapngPacket {
  /** Which interface it passed: their blocks count from 0. */
  interface: number
  /** Milliseconds since 1970. */
  time: number
  direction?: 'in' | 'out' | undefined
  /** From the link type's header on, as much as was kept. */
  bytes: Uint8Array
  /** How long it was, where more than `bytes`. */
  length?: number | undefined
  comment?: string | undefined
  /** Packets lost between this one and the one before it. */
  dropCount?: number | undefined
}

export function pcapngPacket(packet: PcapngPacket): Uint8Array {
  const { time, direction, bytes, length = bytes.length, comment, dropCount } = packet
  const options = [...commentOption(comment), ...directionOption(direction), ...countOption(EPB.dropCount, dropCount)]
  const fields = (view: DataView, at: number): void => {
    view.setUint32(at, fits(packet.interface, 32, 'interface'), true)
    writeTime(view, at + 4, time)
    view.setUint32(at + 12, bytes.length, true)
    view.setUint32(at + 16, Math.max(bytes.length, fits(length, 32, 'packet length')), true)
  }
  return block(ENHANCED_PACKET, 20, fields, options, bytes)
}

/** The two lowest bits of the flags word (§4.3.1). */
function directionOption(direction: PcapngPacket['direction']): Option[] {
  if (direction === undefined) return []
  return [{ code: EPB.flags, value: Uint8Array.of(direction === 'in' ? 1 : 2, 0, 0, 0) }]
}

export interface PcapngStatistics {
  interface: number
  /** When they were taken; milliseconds since 1970, as `start` and `end` of the capture. */
  time: number
  start?: number | undefined
  end?: number | undefined
  /** Packets that were received, and that were lost, since the capture began. */
  received?: number | undefined
  dropped?: number | undefined
  comment?: string | undefined
}

export function pcapngStatistics(statistics: PcapngStatistics): Uint8Array {
  const { time, start, end, received, dropped, comment } = statistics
  const options = [
    ...commentOption(comment),
    ...timeOption(ISB.start, start),
    ...timeOption(ISB.end, end),
    ...countOption(ISB.received, received),
    ...countOption(ISB.dropped, dropped),
  ]
  const fields = (view: DataView, at: number): void => {
    view.setUint32(at, fits(statistics.interface, 32, 'interface'), true)
    writeTime(view, at + 4, time)
  }
  return block(INTERFACE_STATISTICS, 12, fields, options)
}
