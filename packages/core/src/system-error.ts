import { IcmpError, type IcmpErrorCode } from './errors.js'

/** What a failing system call is expected to carry. */
export interface SystemFailure {
  code: string
  errno: number
  syscall: string
}

const CODES: Record<string, IcmpErrorCode | undefined> = {
  EPERM: 'ICMP_PERMISSION',
  EACCES: 'ICMP_PERMISSION',
  EAFNOSUPPORT: 'ICMP_UNSUPPORTED',
  EPROTONOSUPPORT: 'ICMP_UNSUPPORTED',
  ENOTSUP: 'ICMP_UNSUPPORTED',
  EOPNOTSUPP: 'ICMP_UNSUPPORTED',
  ENODEV: 'ICMP_DEVICE_NOT_FOUND',
  EADDRNOTAVAIL: 'ICMP_ADDRESS_NOT_AVAILABLE',
}

/**
 * The typed error for a failing system call. Errors that carry one of our codes already (a missing binary) keep it.
 * @param error what was caught
 * @param doing what was tried, as in "can't {doing}"
 * @param remedies what to do about it, by code
 */
export function systemError(
  error: unknown,
  doing: string,
  remedies: Readonly<Partial<Record<IcmpErrorCode, string>>> = {},
): IcmpError {
  if (error instanceof IcmpError) return error
  const { code, errno, syscall, message } = error as Partial<SystemFailure> & { message?: string }
  if (code?.startsWith('ICMP_')) {
    return new IcmpError(code as IcmpErrorCode, String(message), { cause: error })
  }
  const known = (code !== undefined && CODES[code]) || 'ICMP_SYSTEM'
  const remedy = remedies[known]
  const what = syscall === undefined ? String(message ?? error) : `${syscall}: ${code}`
  return new IcmpError(known, `Can't ${doing} (${what}).${remedy === undefined ? '' : ` ${remedy}`}`, {
    cause: error,
    errno,
    syscall,
    remedy,
  })
}
