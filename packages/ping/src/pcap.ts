import { IcmpError, type Transport, withPcap } from '@icmp/core'
import type { PcapTarget } from './types.js'

/**
 * The transport, which writes what passes to a pcapng file.
 * @throws `ICMP_INVALID_OPTION`, and what the target's first `write` throws
 */
export function recorded(transport: Transport, target: PcapTarget): Transport {
  if (typeof target?.write !== 'function') {
    const message = `Invalid pcap ${String(target)}: give a writable stream, as fs.createWriteStream gives one.`
    throw new IcmpError('ICMP_INVALID_OPTION', message)
  }
  return withPcap(transport, {
    write: (bytes) => void target.write(bytes),
    wallClock: () => performance.timeOrigin + performance.now(),
  })
}
