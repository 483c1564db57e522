import type { IpPacket } from '../ip-packet.js'
import type { IcmpMessage } from '../message.js'

/** What a packet does against the standards. */
export interface Finding {
  /** Stable, as `nd-hop-limit`: programs branch on it. */
  rule: string
  /**
   * `discard`: the receiver is to drop the message. `ignore`: it is to take no notice of what the finding is about.
   * `note`: a sender should not have done it.
   */
  severity: 'discard' | 'ignore' | 'note'
  /** For a reader. */
  message: string
  /** Where it is written, as `RFC 4861 §7.1.1`. */
  source: string
}

/** A packet with a message that decodes. */
export interface Subject {
  packet: IpPacket
  message: IcmpMessage
  /** TTL or hop limit as it arrived. */
  hopLimit: number
  context: ValidationContext
}

/** What only the receiver knows. */
export interface ValidationContext {
  /** Whether the datagram that an error quotes is of a flow of one's own (RFC 5927 §4.1). */
  isOwn?: ((quoted: IpPacket) => boolean) | undefined
  /** Whether an address is a broadcast address of one's link, which its bytes don't show. */
  isBroadcast?: ((address: Uint8Array) => boolean) | undefined
}

/** Adds what it finds. */
export type Rule = (subject: Subject, found: (finding: Finding) => void) => void

export function discard(rule: string, message: string, source: string): Finding {
  return { rule, severity: 'discard', message, source }
}

export function ignore(rule: string, message: string, source: string): Finding {
  return { rule, severity: 'ignore', message, source }
}

export function note(rule: string, message: string, source: string): Finding {
  return { rule, severity: 'note', message, source }
}
