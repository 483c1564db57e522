const kinds = ['dependencies', 'optionalDependencies', 'peerDependencies']

function declared(manifest, sections) {
  return new Set(sections.flatMap((section) => Object.keys(manifest[section] ?? {})))
}

/**
 * package.json against the imports: what the sources import is a dependency, what a test imports is one or a
 * devDependency (its own or the root's), and each dependency is imported.
 */
export function manifestViolations(owner, imports, rootManifest) {
  const { manifest, path } = owner
  const found = []
  const from = `${path}/package.json`
  const shipped = declared(manifest, kinds)
  const available = new Set([
    ...declared(manifest, [...kinds, 'devDependencies']),
    ...declared(rootManifest, ['devDependencies']),
  ])
  const used = new Set()
  for (const one of imports) {
    if (one.kind !== 'package' || one.name === manifest.name) continue
    if (!one.test) used.add(one.name)
    // The tools are not published: the root's devDependencies are theirs.
    const known = one.test || path === 'tools' ? available : shipped
    if (!known.has(one.name)) found.push({ rule: 'phantom', file: one.from, message: `${one.name} is not in ${from}` })
  }
  for (const name of declared(manifest, ['dependencies', 'optionalDependencies']))
    if (!used.has(name)) found.push({ rule: 'unused', file: from, message: `nothing imports ${name}` })
  return found
}

/** Core depends on nothing, and does not even devDepend on a transport. */
export function coreViolations({ manifest, path }) {
  if (manifest.name !== '@icmp/core') return []
  const found = []
  const file = `${path}/package.json`
  for (const name of declared(manifest, kinds))
    found.push({ rule: 'core', file, message: `core must not depend on ${name}` })
  for (const name of declared(manifest, ['devDependencies']))
    if (name.startsWith('@icmp/')) found.push({ rule: 'core', file, message: `core must not devDepend on ${name}` })
  return found
}
