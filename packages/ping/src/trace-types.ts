import type { Ending, Family, RttSource, SendFailure } from '@icmp/core'

interface Step {
  /** Name of the transport. */
  transport: string
  /** Which of the pinger's sockets, from 0 in the order of their opening. */
  socket: number
  family: Family
  /** Milliseconds on the transport's monotonic clock, when it was told. */
  at: number
}

interface ProbeStep extends Step {
  /** The probe's number, unique on its socket: with `socket`, what the steps of one probe have in common. */
  token: number
  /** The target's address. */
  address: string
}

/** `icmp:probe:submitted`: a probe waits for its turn. An attempt of a sweep is a probe of its own. */
export interface ProbeSubmitted extends ProbeStep {
  type: 'submitted'
  /** Data bytes. */
  size: number
  /** Milliseconds. */
  timeout: number
}

/** `icmp:probe:sent`: the system has taken it. It may still refuse it: then it ends as `send-error` or `packet-too-big`. */
export interface ProbeSent extends ProbeStep {
  type: 'sent'
  /** What it has on the wire, as far as it is known. */
  identifier?: number | undefined
  sequence?: number | undefined
}

/** `icmp:probe:stamped`: the kernel's word of when it left. Not told where the kernel gives none, or after the ending. */
export interface ProbeStamped extends ProbeStep {
  type: 'stamped'
  /** Milliseconds since 1970. */
  kernel: number
  /** Wall clock minus monotonic clock, sampled with it. */
  offset?: number | undefined
}

/** `icmp:probe:ended`: told of each probe that was submitted, once. */
export interface ProbeEnded extends ProbeStep, ProbeEnding {
  type: 'ended'
}

/** How it ended; what an ending of that status has not, is left out. */
export interface ProbeEnding {
  status: Ending['status']
  /** Who answered. */
  from?: string | undefined
  /** Milliseconds. */
  rtt?: number | undefined
  rttSource?: RttSource | undefined
  /** TTL or hop limit of a reply. */
  ttl?: number | undefined
  /** Length of a reply's ICMP message. */
  bytes?: number | undefined
  /** Of an error from the network, in the family's own numbering. */
  icmpType?: number | undefined
  icmpCode?: number | undefined
  /** Of `packet-too-big`: whether a router said so or this host, and the next hop's MTU. */
  origin?: 'network' | 'local' | undefined
  mtu?: number | undefined
  /** Of `parameter-problem`. */
  pointer?: number | undefined
  /** Of `send-error`. */
  error?: SendFailure | undefined
}

/** `icmp:probe:event`: an answer that ends nothing. */
export interface ProbeStray extends ProbeStep {
  type: 'duplicate' | 'late' | 'corrupted'
  from: string
  rtt?: number | undefined
  ttl?: number | undefined
  bytes: number
  icmpType: number
  icmpCode: number
}

/** `icmp:probe:event`: a router says that another gateway is nearer. */
export interface ProbeRedirect extends ProbeStep {
  type: 'redirect'
  from: string
  gateway: string
  bytes: number
}

/** `icmp:probe:event`: one of many responders, where they were asked for. */
export interface ProbeResponse extends ProbeStep {
  type: 'response'
  from: string
  rtt: number
  ttl?: number | undefined
  bytes: number
}

/** `icmp:probe:event`: a packet that belongs to no probe here. */
export interface ForeignPacket extends Step {
  type: 'foreign'
  from?: string | undefined
  bytes: number
  icmpType: number
  icmpCode: number
}

/** One step in the life of a probe, as the listeners of `createPinger({ trace })` and Node's diagnostics channels get it. */
export type ProbeTrace =
  | ProbeSubmitted
  | ProbeSent
  | ProbeStamped
  | ProbeEnded
  | ProbeStray
  | ProbeRedirect
  | ProbeResponse
  | ForeignPacket
