import { type Address, IcmpError } from '@icmp/core'
import { addressText } from './answer.js'
import { parseAddress } from './resolve.js'

/**
 * The addresses of a range, one by one, made as they are asked for: a range of millions takes no memory. All of them, the
 * network's and the broadcast address of IPv4 too.
 * @param range as `192.0.2.0/24` or `2001:db8::/120`
 * @throws `ICMP_INVALID_TARGET`, and `ICMP_DEVICE_NOT_FOUND` for a zone that is none
 */
export function cidr(range: string): Iterable<string> {
  const [first, length] = parse(range)
  const { family, bytes, scope } = first
  const bits = bytes.length * 8 - length
  return {
    *[Symbol.iterator]() {
      const address = networkOf(bytes, length)
      // Of a range that nobody can walk through to its end there is no need to know the end.
      const count = 2 ** Math.min(bits, 53)
      for (let n = 0; n < count; n++) {
        yield addressText({ family, bytes: address, scope })
        increment(address)
      }
    },
  }
}

function parse(range: string): [address: Address, length: number] {
  const [text = '', length = '', ...more] = typeof range === 'string' ? range.split('/') : []
  // Old forms of IPv4 with fewer parts mean different things to different programs, and are no address here.
  const address = parseAddress(text)
  if (address !== undefined && more.length === 0 && /^\d{1,3}$/.test(length)) {
    if (Number(length) <= address.bytes.length * 8) return [address, Number(length)]
  }
  const message = `Invalid range '${range}': give an address and its prefix length, as 192.0.2.0/24.`
  throw new IcmpError('ICMP_INVALID_TARGET', message)
}

/** The address with the bits behind the prefix cleared. */
function networkOf(bytes: Uint8Array, length: number): Uint8Array {
  return Uint8Array.from(bytes, (byte, at) => {
    const kept = Math.min(8, Math.max(0, length - at * 8))
    return byte & (0xff << (8 - kept))
  })
}

function increment(address: Uint8Array): void {
  for (let at = address.length - 1; at >= 0; at--) {
    address[at] = (address[at]! + 1) & 0xff
    if (address[at] !== 0) return
  }
}
