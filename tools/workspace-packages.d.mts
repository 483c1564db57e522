export interface WorkspacePackage {
  directory: string
  /** From the repository's root, with `/`. */
  path: string
  manifest: { name: string; version: string; private?: boolean; [field: string]: unknown }
}

/** Every package of the workspace. */
export function workspacePackages(base?: string): WorkspacePackage[]
