import type { WorkspacePackage } from './workspace-packages.mjs'

export interface Packed {
  name: string
  /** The tarball. */
  file: string
}

export function publicPackages(): WorkspacePackage[]
export function pack(folder: string): Packed[]
