/** Where the IP packet begins in what a link carries (LINKTYPE_ numbers of tcpdump.org). */

const IPV4 = 0x0800
const IPV6 = 0x86dd
/** Tags of virtual LANs, of which there may be two. */
const TAGS: readonly number[] = [0x8100, 0x88a8, 0x9100]

const u16 = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)

/** The IP packet, or why there is none. */
export function ipPacketOf(linkType: number, bytes: Uint8Array): Uint8Array | string {
  switch (linkType) {
    case 101: // LINKTYPE_RAW
    case 228: // LINKTYPE_IPV4
    case 229: // LINKTYPE_IPV6
    case 12: // DLT_RAW, where it got into files
    case 14:
      return bytes
    case 0: // LINKTYPE_NULL: the family in the byte order of who captured
    case 108: // LINKTYPE_LOOP
      return bytes.length < 4 ? 'cut within the link header' : bytes.subarray(4)
    case 1:
      return ethernet(bytes)
    case 113: // LINKTYPE_LINUX_SLL
      return ofType(bytes, 14, 16)
    case 276: // LINKTYPE_LINUX_SLL2
      return ofType(bytes, 0, 20)
    default:
      return `link type ${linkType} is not known here`
  }
}

function ethernet(bytes: Uint8Array): Uint8Array | string {
  let type = 12
  for (let tags = 0; tags < 2 && TAGS.includes(u16(bytes, type)); tags++) type += 4
  return ofType(bytes, type, type + 2)
}

function ofType(bytes: Uint8Array, type: number, start: number): Uint8Array | string {
  if (bytes.length < start) return 'cut within the link header'
  const protocol = u16(bytes, type)
  if (protocol === IPV4 || protocol === IPV6) return bytes.subarray(start)
  return `no IP: protocol 0x${protocol.toString(16).padStart(4, '0')}`
}
