import { ECHO_REPLY } from '@icmp/core'
import { type Envelope, packet } from './packets.js'
import type { Request } from './request.js'

/** What an error's quote gets wrong, or leaves out. */
export interface Quote {
  from?: Uint8Array | undefined
  to?: Uint8Array | undefined
  options?: boolean | undefined
  identifier?: number | undefined
  sequence?: number | undefined
  asReply?: boolean | undefined
  otherData?: boolean | undefined
  /** Bytes of echo data that are quoted; all, as a rule. */
  data?: number | undefined
  /** Bytes that are quoted of the ICMP message. */
  icmpBytes?: number | undefined
}

const HEADER = 8

/** The request as a router quotes it: with the last of its hops used up. Lengths tell of the whole, as they do in routers. */
export function quote(request: Request, lies: Quote = {}): Uint8Array {
  const { from = request.source, to = request.destination, options } = lies
  const icmp = request.icmp.slice()
  const view = new DataView(icmp.buffer)
  if (lies.identifier !== undefined) view.setUint16(4, lies.identifier)
  if (lies.sequence !== undefined) view.setUint16(6, lies.sequence)
  if (lies.asReply) icmp[0] = ECHO_REPLY[request.family]
  if (lies.otherData) icmp.fill(0x5a, HEADER)
  const envelope: Envelope = { from, to, options, hops: 1 }
  const whole = packet(request.family, envelope, icmp)
  const kept = lies.icmpBytes ?? (lies.data === undefined ? icmp.length : HEADER + lies.data)
  return whole.subarray(0, whole.length - icmp.length + kept)
}
