export interface BuildOptions {
  /** Default: the host's. */
  target?: string
  sanitize?: boolean
  out?: string
  force?: boolean
}
export interface BuildResult {
  status: 'built' | 'fresh' | 'unsupported' | 'failed'
  out?: string
  /** Why nothing was built, and what to do. */
  reason?: string
}
export function hostTriple(platform?: string, arch?: string): string
export function outputOf(triple: string, sanitize?: boolean): string
export function build(options?: BuildOptions): BuildResult
