import { IcmpError } from '../errors.js'

/** The part of an `AbortSignal` that is needed: core names no platform's types. */
export interface AbortSignalLike {
  readonly aborted: boolean
  readonly reason?: unknown
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}

export function abortError(signal: AbortSignalLike): IcmpError {
  return new IcmpError('ICMP_ABORTED', 'The ping was aborted.', { cause: signal.reason })
}

/** @throws `ICMP_ABORTED` */
export function throwIfAborted(signal: AbortSignalLike | undefined): void {
  if (signal?.aborted) throw abortError(signal)
}
