import type { IcmpError } from '../errors.js'
import type { Family } from './address.js'
import type { DestinationUnreachable4 } from './icmpv4/destination-unreachable.js'
import type { Echo } from './icmpv4/echo.js'
import type { ParameterProblem4 } from './icmpv4/parameter-problem.js'
import type { Redirect4 } from './icmpv4/redirect.js'
import type { TimeExceeded4 } from './icmpv4/time-exceeded.js'
import type { DestinationUnreachable6 } from './icmpv6/destination-unreachable.js'
import type { PacketTooBig6 } from './icmpv6/packet-too-big.js'
import type { ParameterProblem6 } from './icmpv6/parameter-problem.js'
import type { Redirect6 } from './icmpv6/redirect.js'
import type { TimeExceeded6 } from './icmpv6/time-exceeded.js'
import type { Decoded } from './problem.js'
import type { UnknownMessage } from './unknown.js'

/** What every message begins with (RFC 792, RFC 4443 §2.1). */
export interface IcmpHead {
  family: Family
  type: number
  /** Unknown codes survive: they are numbers like any other. */
  code: number
  /** As it was on the wire. Left out, it is computed when encoding; with ICMPv6 that needs the addresses. */
  checksum?: number | undefined
}

/** Every ICMP message: a union on `kind`, then on `family` where the layouts differ. Byte fields view the decoded bytes. */
export type IcmpMessage =
  | Echo
  | DestinationUnreachable4
  | DestinationUnreachable6
  | TimeExceeded4
  | TimeExceeded6
  | PacketTooBig6
  | ParameterProblem4
  | ParameterProblem6
  | Redirect4
  | Redirect6
  | UnknownMessage

/** How one kind of message is read and written. One of these for each type, in a file of its own. */
export interface MessageCodec<M extends IcmpMessage = IcmpMessage> {
  readonly family: Family
  readonly types: readonly number[]
  /** Reads the message from all of its bytes, of which there are at least 4. */
  decode(head: Required<IcmpHead>, bytes: Uint8Array): Decoded<M>
  /** Bytes that the message takes. */
  length(message: M): number
  /**
   * Writes what comes after the checksum; `target` starts with the message's first byte.
   * @throws {@link IcmpError} `ICMP_INVALID_OPTION` for a field that does not fit
   */
  write(message: M, target: Uint8Array): void
}
