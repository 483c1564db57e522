export type Where = 'client' | 'router' | 'far'
export type LabAddress = 'client' | 'router' | 'far' | 'far2' | 'silent' | 'unreachable' | 'prohibited' | 'rejected'

export const ADDRESSES: Record<4 | 6, Record<LabAddress, string>>
/** Bytes. */
export const SMALL_MTU: number

export interface Lab {
  addresses: Record<4 | 6, Record<LabAddress, string>>
  /** MTU in bytes between router and far host. */
  mtu: number
  /** The command as it runs in that host. */
  inside(where: Where, command: readonly string[]): string[]
  /** Makes the client forget the path MTUs that it has learnt. */
  forgetPaths(): void
  remove(): void
}

/** Needs root on Linux: see `noLab`. */
export function createLab(): Lab
