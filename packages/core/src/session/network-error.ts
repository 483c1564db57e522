import type { Address, Family } from '../wire/address.js'
import type { Ending, RttSource } from './ending.js'

/** An ICMP error in one form, whether it came as a packet, as a report or as an outcome. */
export interface NetworkErrorFacts {
  from: Address
  type: number
  code: number
  /** Next-hop MTU, for packet too big. */
  mtu: number
  /** For parameter problems. */
  pointer: number
  rtt: number
  rttSource: RttSource
}

type Ends = (facts: NetworkErrorFacts) => Ending

const unreachable: Ends = ({ from, type, code, rtt, rttSource }) => ({
  status: 'unreachable',
  from,
  type,
  code,
  rtt,
  rttSource,
})
const timeExceeded: Ends = ({ from, type, code, rtt, rttSource }) => ({
  status: 'time-exceeded',
  from,
  type,
  code,
  rtt,
  rttSource,
})
const packetTooBig: Ends = ({ from, type, code, mtu, rtt, rttSource }) => ({
  status: 'packet-too-big',
  origin: 'network',
  mtu,
  from,
  type,
  code,
  rtt,
  rttSource,
})
const parameterProblem: Ends = ({ from, type, code, pointer, rtt, rttSource }) => ({
  status: 'parameter-problem',
  pointer,
  from,
  type,
  code,
  rtt,
  rttSource,
})

/** Which error messages end a probe, by family and type. Source quench is ignored (RFC 6633 §3), redirects don't end. */
const ENDS: Record<Family, Record<number, Ends | undefined>> = {
  4: {
    // Code 4, fragmentation needed, carries the next-hop MTU (RFC 1191 §4).
    3: (facts) => (facts.code === 4 ? packetTooBig(facts) : unreachable(facts)),
    11: timeExceeded,
    12: parameterProblem,
  },
  6: { 1: unreachable, 2: packetTooBig, 3: timeExceeded, 4: parameterProblem },
}

/** The ending that an ICMP error of this type means, or undefined when it means none. */
export function endingOf(family: Family, facts: NetworkErrorFacts): Ending | undefined {
  return ENDS[family][facts.type]?.(facts)
}
