/** The block format of Wireshark (draft-ietf-opsawg-pcapng). Blocks that hold no packet are passed over. */
import { type Capture, type Captured, MOST_PACKETS } from './capture.js'

const SECTION = 0x0a0d0d0a
const BYTE_ORDER = 0x1a2b3c4d
const INTERFACE = 1
const SIMPLE_PACKET = 3
const ENHANCED_PACKET = 6
/** Type, length, and the length again at the end. */
const FRAME = 12
const OPTION_TSRESOL = 9

interface Interface {
  linkType: number
  snapLength: number
  /** Units of time in a second. */
  resolution: number
}

interface Reader {
  bytes: Uint8Array
  view: DataView
  little: boolean
  interfaces: Interface[]
  packets: Captured[]
}

export function isPcapng(bytes: Uint8Array): boolean {
  return bytes.length >= 28 && bytes[0] === 0x0a && bytes[1] === 0x0d && bytes[2] === 0x0d && bytes[3] === 0x0a
}

export function readPcapng(bytes: Uint8Array): Capture {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const reader: Reader = { bytes, view, little: true, interfaces: [], packets: [] }
  for (let at = 0; at < bytes.length; ) {
    const problem = readBlock(reader, at)
    if (typeof problem === 'string') return { packets: reader.packets, problem }
    at = problem
  }
  return { packets: reader.packets }
}

/** The offset of the next block, or what is wrong with this one. */
function readBlock(reader: Reader, at: number): number | string {
  const { view, bytes } = reader
  if (at + FRAME > bytes.length) return 'the file ends within a block'
  if (view.getUint32(at, true) === SECTION) {
    if (at + FRAME + 4 > bytes.length) return 'the file ends within a section header'
    // Each section has its own byte order, and its own interfaces.
    reader.little = view.getUint32(at + 8, true) === BYTE_ORDER
    if (!reader.little && view.getUint32(at + 8, false) !== BYTE_ORDER) return 'a section of unknown byte order'
    reader.interfaces = []
  }
  const length = view.getUint32(at + 4, reader.little)
  if (length < FRAME || length % 4 !== 0 || at + length > bytes.length) return 'a block whose length is a lie'
  const problem = readBody(reader, view.getUint32(at, reader.little), at + 8, at + length - 4)
  return problem ?? at + length
}

function readBody(reader: Reader, type: number, at: number, end: number): string | undefined {
  const { view, little, interfaces, packets } = reader
  if (packets.length > MOST_PACKETS) return `more than ${MOST_PACKETS} packets`
  switch (type) {
    case INTERFACE:
      if (at + 8 > end) return 'an interface block that is too short'
      interfaces.push({
        linkType: view.getUint16(at, little),
        snapLength: view.getUint32(at + 4, little),
        resolution: resolutionOf(reader, at + 8, end),
      })
      return undefined
    case ENHANCED_PACKET: {
      if (at + 20 > end) return 'a packet block that is too short'
      const from = interfaces[view.getUint32(at, little)]
      const captured = view.getUint32(at + 12, little)
      if (from === undefined || at + 20 + captured > end) return 'a packet block that contradicts itself'
      const units = view.getUint32(at + 4, little) * 2 ** 32 + view.getUint32(at + 8, little)
      return add(reader, from, at + 20, captured, view.getUint32(at + 16, little), (units / from.resolution) * 1000)
    }
    case SIMPLE_PACKET: {
      const [from] = interfaces
      if (at + 4 > end || from === undefined) return 'a packet block that contradicts itself'
      const length = view.getUint32(at, little)
      const most = from.snapLength === 0 ? length : Math.min(length, from.snapLength)
      return add(reader, from, at + 4, Math.min(most, end - at - 4), length, undefined)
    }
    default:
      return undefined
  }
}

function add(
  { packets, bytes }: Reader,
  { linkType }: Interface,
  start: number,
  captured: number,
  length: number,
  time: number | undefined,
): undefined {
  packets.push({ number: packets.length + 1, time, linkType, bytes: bytes.subarray(start, start + captured), length })
}

/** Microseconds, unless an option says otherwise: a power of ten, or with the highest bit a power of two. */
function resolutionOf({ view, little, bytes }: Reader, start: number, end: number): number {
  for (let at = start; at + 4 <= end; ) {
    const code = view.getUint16(at, little)
    const length = view.getUint16(at + 2, little)
    if (code === OPTION_TSRESOL && length === 1 && at + 4 < end) {
      const value = bytes[at + 4]!
      return value & 0x80 ? 2 ** (value & 0x7f) : 10 ** value
    }
    at += 4 + Math.ceil(length / 4) * 4
  }
  return 1e6
}
