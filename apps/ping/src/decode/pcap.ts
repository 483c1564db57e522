/** The classic capture format of libpcap (draft-ietf-opsawg-pcap). */
import { type Capture, type Captured, MOST_PACKETS } from './capture.js'

const FILE_HEADER = 24
const PACKET_HEADER = 16
/** The magic number says the byte order, and whether fractions are micro- or nanoseconds. */
const MAGICS: readonly { magic: number; nano: boolean }[] = [
  { magic: 0xa1b2c3d4, nano: false },
  { magic: 0xa1b23c4d, nano: true },
]

interface Form {
  little: boolean
  nano: boolean
}

function formOf(view: DataView): Form | undefined {
  if (view.byteLength < FILE_HEADER) return undefined
  for (const little of [false, true]) {
    const found = MAGICS.find(({ magic }) => view.getUint32(0, little) === magic)
    if (found !== undefined) return { little, nano: found.nano }
  }
  return undefined
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

export function isPcap(bytes: Uint8Array): boolean {
  return formOf(viewOf(bytes)) !== undefined
}

/** The bytes are those of a pcap file. */
export function readPcap(bytes: Uint8Array): Capture {
  const view = viewOf(bytes)
  const { little, nano } = formOf(view)!
  // The upper bits hold the length of a frame check sequence.
  const linkType = view.getUint32(20, little) & 0xffff
  const packets: Captured[] = []
  for (let at = FILE_HEADER; at < bytes.length; ) {
    if (at + PACKET_HEADER > bytes.length) return { packets, problem: 'the file ends within a packet header' }
    const captured = view.getUint32(at + 8, little)
    const start = at + PACKET_HEADER
    if (start + captured > bytes.length) return { packets, problem: 'the file ends within a packet' }
    if (packets.length === MOST_PACKETS) return { packets, problem: `more than ${MOST_PACKETS} packets` }
    const fraction = view.getUint32(at + 4, little) / (nano ? 1e6 : 1e3)
    packets.push({
      number: packets.length + 1,
      time: view.getUint32(at, little) * 1000 + fraction,
      linkType,
      bytes: bytes.subarray(start, start + captured),
      length: view.getUint32(at + 12, little),
    })
    at = start + captured
  }
  return { packets }
}
