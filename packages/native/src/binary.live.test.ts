import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { hostTriple, outputOf } from '../../../tools/build-native.mjs'

const binary = outputOf(hostTriple())
const readelf = (...args: string[]): string => spawnSync('readelf', args, { encoding: 'utf8' }).stdout ?? ''
const can = process.platform === 'linux' && existsSync(binary) && readelf('--version') !== ''

/** Where the C library of this process is. */
function libc(): string {
  const line = readFileSync('/proc/self/maps', 'utf8')
    .split('\n')
    .find((entry) => /\/libc(-[\d.]+)?\.so/.test(entry))
  return line?.slice(line.indexOf('/')) ?? ''
}

interface DynamicSymbol {
  name: string
  version: string
  isUndefined: boolean
}

function symbols(path: string): DynamicSymbol[] {
  return readelf('--dyn-syms', '-W', path)
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields.length >= 8 && /^\d+:$/.test(fields[0]!))
    .map((fields) => {
      const [name, version] = fields[7]!.split(/@+/)
      return { name: name!, version: version ?? '', isUndefined: fields[6] === 'UND' }
    })
}

function isOlder(version: string, limit: [number, number]): boolean {
  const [major, minor] = version.replace('GLIBC_', '').split('.').map(Number)
  return major! < limit[0] || (major === limit[0] && minor! <= limit[1])
}

describe.skipIf(!can)('the Linux binary (needs readelf)', () => {
  const needed = can ? symbols(binary).filter((symbol) => symbol.isUndefined && symbol.name) : []
  // Weak, for what the compiler's start files may find.
  const isOptional = (name: string): boolean => /^(_ITM_|__gmon_start__)/.test(name)

  it('asks for no version of any library', () => {
    expect(readelf('-V', binary)).not.toContain('GLIBC')
    expect(readelf('-d', binary)).not.toContain('(NEEDED)')
  })
  it('needs no function that glibc 2.28 lacks', () => {
    const available = symbols(libc()).filter((symbol) => !symbol.isUndefined)
    const tooNew = needed
      .filter(({ name }) => !name.startsWith('napi_') && !isOptional(name) && !name.startsWith('__stack_chk'))
      .filter(({ name }) => !available.some((has) => has.name === name && isOlder(has.version, [2, 28])))
    expect(tooNew).toEqual([])
    expect(needed.length).toBeGreaterThan(20)
  })
  it('uses no function whose oldest version behaves differently: that is the one an unversioned symbol gets', () => {
    expect(needed.filter(({ name }) => name.startsWith('pthread_cond'))).toEqual([])
  })
  it('uses Node-API only, and offers nothing but its entry', () => {
    expect(needed.filter(({ name }) => /^(uv_|_Z|node_(?!api_))/.test(name))).toEqual([])
    const offered = symbols(binary).filter((symbol) => !symbol.isUndefined)
    expect(offered.map(({ name }) => name).sort()).toEqual([
      'napi_register_module_v1',
      'node_api_module_get_api_version_v1',
    ])
  })
  it('is hardened: no executable stack, read-only relocations, bound at load', () => {
    expect(readelf('-lW', binary)).toMatch(/GNU_STACK.*RW /)
    expect(readelf('-lW', binary)).toContain('GNU_RELRO')
    expect(readelf('-d', binary)).toMatch(/BIND_NOW|NOW/)
    expect(needed.some(({ name }) => name === '__stack_chk_fail')).toBe(true)
  })
})
