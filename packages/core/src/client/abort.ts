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

/** A controller is no signal: said before anything is sent. @throws `ICMP_INVALID_OPTION` */
export function checkSignal(signal: AbortSignalLike | undefined): void {
  if (signal === undefined) return
  const { aborted, addEventListener, removeEventListener } = (signal ?? {}) as Partial<AbortSignalLike>
  if (
    typeof aborted === 'boolean' &&
    typeof addEventListener === 'function' &&
    typeof removeEventListener === 'function'
  )
    return
  throw new IcmpError('ICMP_INVALID_OPTION', "Invalid signal: give an AbortSignal, as an AbortController's `signal`.")
}

/** @throws `ICMP_ABORTED`, `ICMP_INVALID_OPTION` */
export function throwIfAborted(signal: AbortSignalLike | undefined): void {
  checkSignal(signal)
  if (signal?.aborted) throw abortError(signal)
}
