import { constants } from 'node:os'

const names: ReadonlyMap<number, string> = new Map(
  // EAGAIN comes before EWOULDBLOCK, EOPNOTSUPP after ENOTSUP: where two names share a number, the familiar one stays.
  Object.entries(constants.errno)
    .filter(([name]) => name !== 'EWOULDBLOCK' && name !== 'ENOTSUP')
    .map(([name, number]) => [number, name]),
)

/** The name of an errno of this system, as `ENETUNREACH`; `E<number>` for one that has none. */
export function errnoName(errno: number): string {
  return names.get(errno) ?? `E${errno}`
}

/** The number of an errno's name on this system. */
export function errnoNumber(name: keyof typeof constants.errno): number {
  return constants.errno[name]
}

/** What a failing C function hands back. */
export interface Fault {
  errno: number
  syscall: string
  option?: string
}

/** A system call failed, or an argument could not be given to one (`EINVAL`, with the reason in the message). */
export class NativeError extends Error {
  override readonly name = 'NativeError'
  /** errno's name, as `EPERM`. */
  readonly code: string
  /** errno, positive. */
  readonly errno: number
  /** The system call, as `setsockopt`; or this package's function, when no system call was reached. */
  readonly syscall: string

  constructor(fault: Fault, reason?: string) {
    const code = errnoName(fault.errno)
    const call = fault.option ? `${fault.syscall} ${fault.option}` : fault.syscall
    super(reason ? `${call}: ${code}: ${reason}` : `${call}: ${code}`)
    this.code = code
    this.errno = fault.errno
    this.syscall = fault.syscall
  }
}

/** A wrong argument: nothing was sent or opened. */
export function invalid(syscall: string, reason: string): NativeError {
  return new NativeError({ errno: errnoNumber('EINVAL'), syscall }, reason)
}

/** Throws where nobody catches it, as if the event loop had called the handler: an `uncaughtException` in every runtime. */
export function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}

/** The addon could not be loaded. The message holds every reason that was met, and the fix. */
export class NativeLoadError extends Error {
  override readonly name = 'NativeLoadError'
  /** `ICMP_BINARY_MISSING`: there is none for this platform, or it was not installed. `ICMP_BINARY_BROKEN`: it does not load. */
  readonly code: 'ICMP_BINARY_MISSING' | 'ICMP_BINARY_BROKEN'
  readonly reasons: readonly string[]

  constructor(code: 'ICMP_BINARY_MISSING' | 'ICMP_BINARY_BROKEN', reasons: readonly string[], fix: string) {
    super([...reasons, fix].join('\n'))
    this.code = code
    this.reasons = reasons
  }
}
