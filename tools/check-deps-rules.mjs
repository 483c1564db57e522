// Which way imports go. A new package or layer is a new line in one of these tables.

/** Layers of core: what the files of each may import. `errors` is the error type at the root of the package. */
const layers = {
  errors: [],
  wire: ['errors'],
  transport: ['wire', 'errors'],
  middleware: ['transport', 'wire', 'errors'],
  session: ['wire', 'transport', 'errors'],
  client: ['session', 'transport', 'wire', 'errors'],
}

/** What of the workspace each package may import; what its tests may import beside that. */
const packages = {
  '@icmp/core': { imports: [] },
  '@icmp/native': { imports: [] },
  '@icmp/transport-raw': { imports: ['@icmp/core', '@icmp/native'] },
  '@icmp/transport-dgram': { imports: ['@icmp/core', '@icmp/native'] },
  '@icmp/transport-memory': { imports: ['@icmp/core'] },
  '@icmp/ping': {
    imports: ['@icmp/core', '@icmp/native', '@icmp/transport-dgram', '@icmp/transport-raw'],
    tests: ['@icmp/transport-memory'],
  },
}

function layerOf(path) {
  const inside = path.match(/^packages\/core\/src\/(.+)$/)?.[1]
  if (!inside) return undefined
  if (inside.includes('/')) return inside.split('/')[0]
  if (/^index\.[jt]s$/.test(inside)) return 'index'
  return 'errors'
}

/** Core's layers import downwards only. The barrel may import all, and is for other packages. */
export function layerViolation(one) {
  if (one.kind !== 'relative' || one.test) return undefined
  const from = layerOf(one.from)
  const to = layerOf(one.path)
  if (!from || !to || from === 'index' || from === to) return undefined
  if (!layers[from]) return { rule: 'layer', message: `${from} is no layer of core` }
  if (layers[from].includes(to)) return undefined
  return { rule: 'layer', message: `${from} must not import ${to}` }
}

/** Relative imports stay in the package; tests may use the tools. */
export function boundaryViolation(one, owner) {
  if (one.kind === 'package' && one.deep && one.name.startsWith('@icmp/'))
    return { rule: 'boundary', message: 'packages have one entry: no path behind the name' }
  if (one.kind !== 'relative' || one.path.startsWith(`${owner.path}/`)) return undefined
  if (one.path.startsWith('tools/')) {
    if (one.test) return undefined
    return { rule: 'tools', message: 'only tests may import tools' }
  }
  return { rule: 'boundary', message: `imports leave ${owner.path} by package name only` }
}

/** Between packages: the table above; apps import packages, and nobody imports an app. */
export function directionViolation(one, owner, workspace) {
  if (one.kind !== 'package') return undefined
  const target = workspace.get(one.name)
  if (!target) return undefined
  const own = owner.manifest.name
  // Its own name is how a test reaches a package as users do.
  if (one.test && one.name === own) return undefined
  if (target.path.startsWith('apps/')) return { rule: 'apps', message: `nobody imports an app (${one.name})` }
  if (target.path === 'tools') return { rule: 'tools', message: 'tools are imported by path, by tests' }
  if (owner.path === 'tools' || owner.path.startsWith('apps/')) return undefined
  // One binary each, picked at run time.
  if (own === '@icmp/native' && one.name.startsWith('@icmp/native-')) return undefined
  const allowed = packages[own]
  if (!allowed) return { rule: 'direction', message: `${own} has no line in the table of tools/check-deps-rules.mjs` }
  if (allowed.imports.includes(one.name) || (one.test && allowed.tests?.includes(one.name))) return undefined
  return { rule: 'direction', message: `${own} must not import ${one.name}` }
}
