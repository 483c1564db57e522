import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Addon } from './addon.js'
import { NativeLoadError } from './errors.js'
import { LAYOUT } from './layout.js'

const require: NodeJS.Require = createRequire(import.meta.url)

/** Names a binary to load instead of the installed one: for tests of a build, and for systems that keep it elsewhere. */
const OVERRIDE = 'ICMP_NATIVE_BINARY'

const supported = 'linux-x64 (glibc), linux-arm64 (glibc), darwin-x64, darwin-arm64'

/** Each package is named in full, so that bundlers and packagers see what is loaded. */
function requireBinary(target: string): unknown {
  switch (target) {
    case 'linux-x64':
      return require('@icmp/native-linux-x64-gnu')
    case 'linux-arm64':
      return require('@icmp/native-linux-arm64-gnu')
    case 'darwin-x64':
      return require('@icmp/native-darwin-x64')
    case 'darwin-arm64':
      return require('@icmp/native-darwin-arm64')
    default:
      throw new NativeLoadError(
        'ICMP_BINARY_MISSING',
        [`There is no ICMP addon for ${target}.`],
        `Binaries exist for ${supported}.`,
      )
  }
}

function packageOf(target: string): string {
  return `@icmp/native-${target}${target.startsWith('linux-') ? '-gnu' : ''}`
}

function isMusl(): boolean {
  return process.platform === 'linux' && ['x86_64', 'aarch64'].some((cpu) => existsSync(`/lib/ld-musl-${cpu}.so.1`))
}

function explain(target: string, error: unknown): NativeLoadError {
  if (error instanceof NativeLoadError) return error
  const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
  const missing = (error as { code?: unknown } | null)?.code === 'MODULE_NOT_FOUND'
  const reasons = [`Loading ${packageOf(target)} failed: ${reason}`]
  if (isMusl()) reasons.push('This system has musl libc, and the binaries need glibc.')
  if (missing) {
    return new NativeLoadError(
      'ICMP_BINARY_MISSING',
      reasons,
      `Install it with "npm install ${packageOf(target)}", and don't leave out optional dependencies (--omit=optional) when installing.`,
    )
  }
  return new NativeLoadError(
    'ICMP_BINARY_BROKEN',
    reasons,
    `Reinstall @icmp/native and ${packageOf(target)} in the same version, for this platform and CPU.`,
  )
}

/** A binary of another version would read memory at other places: it is refused here. */
function verify(binary: unknown, name: string): Addon {
  const addon = binary as Addon
  const layout = typeof addon?.layout === 'function' ? addon.layout() : []
  if (layout.length === LAYOUT.length && layout.every((number, index) => number === LAYOUT[index])) return addon
  throw new NativeLoadError(
    'ICMP_BINARY_BROKEN',
    [`${name} is of another version than @icmp/native.`],
    'Install both in the same version, or rebuild the addon.',
  )
}

function loadFrom(path: string): Addon {
  try {
    return verify(require(path), path)
  } catch (error) {
    if (error instanceof NativeLoadError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    const code = existsSync(path) ? 'ICMP_BINARY_BROKEN' : 'ICMP_BINARY_MISSING'
    throw new NativeLoadError(code, [`Loading ${path} failed: ${reason}`], `Correct or unset ${OVERRIDE}.`)
  }
}

let loaded: Addon | undefined

/**
 * The addon, loaded once. Nothing is loaded before the first call, so that importing this package works everywhere.
 *
 * @throws {NativeLoadError} `ICMP_BINARY_MISSING` or `ICMP_BINARY_BROKEN`
 */
export function loadAddon(): Addon {
  if (loaded) return loaded
  const path = process.env[OVERRIDE]
  if (path) {
    loaded = loadFrom(path)
    return loaded
  }
  const target = `${process.platform}-${process.arch}`
  try {
    loaded = verify(requireBinary(target), packageOf(target))
  } catch (error) {
    throw explain(target, error)
  }
  return loaded
}
