import { type Family, IcmpError } from '@icmp/core'
import type { TransportChoice } from './config.js'

const TRANSPORTS: readonly string[] = ['auto', 'dgram', 'raw']

/** @throws `ICMP_INVALID_OPTION` */
export function familyOf(flags: { 4?: true; 6?: true }): Family | undefined {
  if (flags[4] && flags[6]) {
    throw new IcmpError('ICMP_INVALID_OPTION', 'only one -4 or -6 option may be specified: leave out the other.')
  }
  return flags[4] ? 4 : flags[6] ? 6 : undefined
}

/** @throws `ICMP_INVALID_OPTION` */
export function transportOf(name: string): TransportChoice {
  if (TRANSPORTS.includes(name)) return name as TransportChoice
  throw new IcmpError('ICMP_INVALID_OPTION', `invalid argument: '${name}': give --transport raw, dgram or auto.`)
}
