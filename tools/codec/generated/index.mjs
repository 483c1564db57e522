// Messages in order, of every row that is a must or a should, the same ones at each run.
import { icmpv4 } from './icmpv4.mjs'
import { icmpv6 } from './icmpv6.mjs'
import { seeded } from './seeded.mjs'

const OF_EACH = 30

/** @returns `{ name, packet, scapy }` each; `scapy` is a Python expression where scapy knows the message */
export function generated() {
  const random = seeded(8335)
  return [...icmpv4, ...icmpv6].flatMap((make) => Array.from({ length: OF_EACH }, () => make(random)).flat())
}
