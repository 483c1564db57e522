/**
 * Every code an {@link IcmpError} can carry. Codes are stable: programs branch on them, never on messages.
 *
 * | code | when |
 * |---|---|
 * | `ICMP_INVALID_TARGET` | the target is not an address or a host name |
 * | `ICMP_FAMILY_MISMATCH` | an address of one family where the other is asked for |
 * | `ICMP_HOST_NOT_FOUND` | the name resolves to no address (of that family) |
 * | `ICMP_RESOLUTION_FAILED` | the resolver itself failed (no server, timeout) |
 * | `ICMP_INVALID_OPTION` | an option of the wrong type or out of range; the message names it |
 * | `ICMP_INVALID_HOP_LIMIT` | a TTL or hop limit outside 1 to 255 |
 * | `ICMP_INVALID_INTERVAL` | a negative interval, or neither a number nor `adaptive` nor `flood` |
 * | `ICMP_INVALID_TIMEOUT` | a timeout that is not above 0 |
 * | `ICMP_PAYLOAD_TOO_LARGE` | more data bytes than an echo of that family and transport can carry |
 * | `ICMP_PERMISSION` | the system refuses the socket; the message says how to allow it |
 * | `ICMP_BINARY_MISSING` | no prebuilt addon for this platform is installed |
 * | `ICMP_BINARY_BROKEN` | the addon is there but does not load |
 * | `ICMP_UNSUPPORTED` | this platform, transport or socket can't do what is asked |
 * | `ICMP_NO_TRANSPORT` | no transport works here; `errors` has the reason for each |
 * | `ICMP_DEVICE_NOT_FOUND` | no network interface of that name |
 * | `ICMP_ADDRESS_NOT_AVAILABLE` | the source address is not one of this host's |
 * | `ICMP_ABORTED` | the caller's signal aborted; `cause` is its reason |
 * | `ICMP_CLOSED` | used after `close()` |
 * | `ICMP_SYSTEM` | any other failing system call; `errno` and `syscall` say which |
 */
export type IcmpErrorCode =
  | 'ICMP_INVALID_TARGET'
  | 'ICMP_FAMILY_MISMATCH'
  | 'ICMP_HOST_NOT_FOUND'
  | 'ICMP_RESOLUTION_FAILED'
  | 'ICMP_INVALID_OPTION'
  | 'ICMP_INVALID_HOP_LIMIT'
  | 'ICMP_INVALID_INTERVAL'
  | 'ICMP_INVALID_TIMEOUT'
  | 'ICMP_PAYLOAD_TOO_LARGE'
  | 'ICMP_PERMISSION'
  | 'ICMP_BINARY_MISSING'
  | 'ICMP_BINARY_BROKEN'
  | 'ICMP_UNSUPPORTED'
  | 'ICMP_NO_TRANSPORT'
  | 'ICMP_DEVICE_NOT_FOUND'
  | 'ICMP_ADDRESS_NOT_AVAILABLE'
  | 'ICMP_ABORTED'
  | 'ICMP_CLOSED'
  | 'ICMP_SYSTEM'

export interface IcmpErrorOptions {
  /** What led to it: a system error, an abort reason. */
  cause?: unknown
  /** The errno of the failing system call, as a positive number. */
  errno?: number | undefined
  /** The failing system call, as `sendmsg`. */
  syscall?: string | undefined
  /** The sentence that says what to do about it; it is part of the message too. */
  remedy?: string | undefined
  /** For `ICMP_NO_TRANSPORT`: the reason of each transport that can't be used, in the order they were tried. */
  errors?: readonly IcmpError[] | undefined
}

/**
 * The one error that this toolkit throws: for misuse, permission, resolution and abort. What the network answers is
 * never thrown, it is a value.
 */
export class IcmpError extends Error {
  readonly code: IcmpErrorCode
  readonly errno: number | undefined
  readonly syscall: string | undefined
  readonly remedy: string | undefined
  readonly errors: readonly IcmpError[] | undefined

  constructor(code: IcmpErrorCode, message: string, options: IcmpErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.name = 'IcmpError'
    this.code = code
    this.errno = options.errno
    this.syscall = options.syscall
    this.remedy = options.remedy
    this.errors = options.errors
  }
}
