/** The statuses of Windows' IP Helper (IP_STATUS), as far as a network gives rise to them, with what ICMP says of each. */
import type { Family } from '@icmp/core'

export const IP_SUCCESS = 0
export const IP_REQ_TIMED_OUT = 11_010
export const IP_GENERAL_FAILURE = 11_050

interface Status {
  status: number
  type: number
  code: number
}

const BY_CODE_4: Readonly<Record<number, number>> = { 0: 11_002, 1: 11_003, 2: 11_004, 3: 11_005, 4: 11_009, 5: 11_012 }
const BY_CODE_6: Readonly<Record<number, number>> = { 0: 11_002, 1: 11_004, 3: 11_003, 4: 11_005 }

/** The status for an ICMP error, or undefined for one that the call does not tell. */
export function statusOf(family: Family, type: number, code: number): Status | undefined {
  const unreachable = family === 4 ? 3 : 1
  if (type === unreachable) {
    const status = (family === 4 ? BY_CODE_4 : BY_CODE_6)[code] ?? 11_003
    return { status, type, code }
  }
  if (family === 6 && type === 2) return { status: 11_009, type, code }
  if (type === (family === 4 ? 11 : 3)) return { status: code === 0 ? 11_013 : 11_014, type, code }
  if (type === (family === 4 ? 12 : 4)) return { status: 11_015, type, code }
  return undefined
}
