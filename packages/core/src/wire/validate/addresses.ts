/** Which kind of address bytes are (RFC 4291, RFC 1122 §3.2.1.3). */

export function isUnspecifiedBytes(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0)
}

export function isMulticastBytes(bytes: Uint8Array): boolean {
  return bytes.length === 4 ? bytes[0]! >> 4 === 0xe : bytes[0] === 0xff
}

/** fe80::/10. */
export function isLinkLocalBytes(bytes: Uint8Array): boolean {
  return bytes.length === 16 && bytes[0] === 0xfe && (bytes[1]! & 0xc0) === 0x80
}

/** 255.255.255.255. */
export function isLimitedBroadcastBytes(bytes: Uint8Array): boolean {
  return bytes.length === 4 && bytes.every((byte) => byte === 255)
}

export function isLoopbackBytes(bytes: Uint8Array): boolean {
  if (bytes.length === 4) return bytes[0] === 127
  return bytes[15] === 1 && bytes.subarray(0, 15).every((byte) => byte === 0)
}

/** ff02::1:ff00:0/104 with the last 24 bits of an address (RFC 4291 §2.7.1). */
const SOLICITED_NODE = [0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff]

export function isSolicitedNode(bytes: Uint8Array): boolean {
  return SOLICITED_NODE.every((byte, at) => bytes[at] === byte)
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at])
}
