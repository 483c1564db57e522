// Which request is which, on both sides of the wire: the number of its target is in the address, the number of the task
// that sent it in the data behind the cookie, where there is room, and requests of one task to one target are counted.

/** Bytes of data from which on the pattern stands in them whole, behind the 16 bytes of the cookie. */
export const ROOM = 32
const COOKIE = 16
const PATTERN = 16
const MAGIC = [0x73, 0x6f, 0x61, 0x6b]

/** Targets are numbered from here on; below are the addresses of the hosts themselves. */
export const FIRST_TARGET = 0x100
/** From here on are hosts that never answer, of which no records are kept. */
export const FIRST_SILENT = 0xff_00_00

/** Address of a numbered target: 10.0.0.0/8, fd82::/104. */
export function addressOf(family, target) {
  if (family === 4) return `10.${(target >>> 16) & 255}.${(target >>> 8) & 255}.${target & 255}`
  const [high, low] = [target >>> 16, (target & 0xffff).toString(16)]
  // As RFC 5952 has it, so that what answers say can be held against it.
  return high === 0 ? `fd82::${low}` : `fd82::${high.toString(16)}:${low}`
}

/** The number of a target, from the bytes of its address. */
export function targetOf(bytes) {
  const at = bytes.length
  return (bytes[at - 3] << 16) | (bytes[at - 2] << 8) | bytes[at - 1]
}

/** The pattern that a task's requests carry. */
export function patternOf(task) {
  const pattern = new Uint8Array(PATTERN)
  pattern.set(MAGIC)
  new DataView(pattern.buffer).setUint32(MAGIC.length, task)
  return pattern
}

/** The task of a request's echo data; 0 where there is no room for one. */
export function taskOf(data) {
  if (data.length < ROOM || MAGIC.some((byte, at) => data[COOKIE + at] !== byte)) return 0
  return new DataView(data.buffer, data.byteOffset).getUint32(COOKIE + MAGIC.length)
}

/** What the requests of one task to one target have in common, as a key. */
export function keyOf({ family, target, task, size }) {
  return `${family} ${target} ${size < ROOM ? 0 : task}`
}
