import { IcmpError } from '@icmp/core'
import ipaddr from 'ipaddr.js'
import { addressText } from './answer.js'

/**
 * The addresses of a range, one by one, made as they are asked for: a range of millions takes no memory. All of them, the
 * network's and the broadcast address of IPv4 too.
 * @param range as `192.0.2.0/24` or `2001:db8::/120`
 * @throws `ICMP_INVALID_TARGET`
 */
export function cidr(range: string): Iterable<string> {
  const [first, length] = parse(range)
  const bytes = first.toByteArray()
  const bits = bytes.length * 8 - length
  return {
    *[Symbol.iterator]() {
      const address = networkOf(bytes, length)
      // Of a range that nobody can walk through to its end there is no need to know the end.
      const count = 2 ** Math.min(bits, 53)
      for (let n = 0; n < count; n++) {
        yield addressText({ family: bytes.length === 4 ? 4 : 6, bytes: address, scope: 0 })
        increment(address)
      }
    },
  }
}

function parse(range: string): ReturnType<typeof ipaddr.parseCIDR> {
  try {
    // Old forms with fewer parts mean different things to different programs.
    if (/^[\d.]+\//.test(range) && !ipaddr.IPv4.isValidFourPartDecimal(range.split('/')[0]!)) throw new Error('parts')
    return ipaddr.parseCIDR(range)
  } catch (error) {
    const message = `Invalid range '${range}': give an address and its prefix length, as 192.0.2.0/24.`
    throw new IcmpError('ICMP_INVALID_TARGET', message, { cause: error })
  }
}

/** The address with the bits behind the prefix cleared. */
function networkOf(bytes: readonly number[], length: number): Uint8Array {
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
