import { invalid } from '../errors.js'

/** Bytes of a path that the addon has room for. */
const LONGEST_PATH = 255

/** Where `ip netns` keeps its names. */
const NAMED = '/var/run/netns'

/** The file of a network namespace that is given by name or path. */
export function pathOf(namespace: string): string {
  if (typeof namespace !== 'string' || namespace === '' || namespace.includes('\0'))
    throw invalid('moveTo', 'a network namespace is a name, or a path that begins with a slash')
  const isName = !namespace.startsWith('/')
  if (isName && (namespace.includes('/') || namespace === '.' || namespace === '..'))
    throw invalid('moveTo', 'the name of a network namespace has no slash; a path begins with one')
  const path = isName ? `${NAMED}/${namespace}` : namespace
  if (Buffer.byteLength(path) > LONGEST_PATH) throw invalid('moveTo', `the path is longer than ${LONGEST_PATH} bytes`)
  return path
}

/** What the system takes for a device's name, and one number in it at most: more would be read as a format. */
const NAME = /^(?!\.\.?$)[^\s/:%\0]*(%d)?[^\s/:%\0]*$/

export function checkName(name: string): string {
  const bytes = typeof name === 'string' ? Buffer.byteLength(name) : 0
  if (bytes === 0 || bytes > 15) throw invalid('openTun', 'the name of a device has 1 to 15 bytes')
  if (!NAME.test(name)) throw invalid('openTun', 'the name has a space, slash, colon or percent sign, or is . or ..')
  return name
}

/** 0 leaves it to the system. */
export function checkMtu(mtu: number | undefined): number {
  if (mtu === undefined) return 0
  if (!Number.isInteger(mtu) || mtu < 68 || mtu > 65_535) throw invalid('openTun', 'an MTU is from 68 to 65,535 bytes')
  return mtu
}
