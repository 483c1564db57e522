export interface Runtime {
  name: string
  version: string
  binary: string
  /** What comes before the script on the command line. */
  args: string[]
}

export function runtimeNames(platform?: string): string[]
export function runtime(name: string, platform?: string): Runtime
export function runtimes(platform?: string): Runtime[]
