// Whether anything was touched since the last build: a hundred times faster than asking turbo, which hashes contents.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { root } from './workspace.mjs'
import { workspacePackages } from './workspace-packages.mjs'

const rootFiles = [
  'package.json',
  'pnpm-lock.yaml',
  'turbo.json',
  'tsup.config.ts',
  'tsconfig.base.json',
  'tools/build-native.mjs',
]

function* filesUnder(directory) {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) yield* filesUnder(path)
    else if (!entry.name.endsWith('.test.ts')) yield path
  }
}

/** The packages that `name` needs to be built, itself among them. */
function closure(name, all = workspacePackages(), seen = new Map()) {
  const found = all.find((one) => one.manifest.name === name)
  if (!found || seen.has(name)) return seen
  seen.set(name, found)
  const { dependencies, devDependencies, optionalDependencies } = found.manifest
  for (const dependency of Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }))
    closure(dependency, all, seen)
  return seen
}

function filesOf({ directory }) {
  const beside = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile() && (entry.name.endsWith('.json') || entry.name.endsWith('.node')))
    .map((entry) => join(directory, entry.name))
  const source = join(directory, 'src')
  return existsSync(source) ? [...beside, ...filesUnder(source)] : beside
}

/**
 * Names, sizes and times of all that a package is built from, and of what was built. Nothing if that is not there.
 * The platform counts, as the addon in the tree is one platform's.
 */
export function fingerprint(name) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`)
  const files = rootFiles.map((file) => join(root, file))
  for (const found of closure(name).values()) {
    files.push(...filesOf(found))
    for (const entry of ['index', 'bin']) {
      if (!existsSync(join(found.directory, 'src', `${entry}.ts`))) continue
      const output = join(found.directory, 'dist', `${entry}.js`)
      if (!existsSync(output)) return undefined
      files.push(output)
    }
  }
  for (const file of files) {
    const { mtimeMs, size } = statSync(file)
    hash.update(`${relative(root, file).split(sep).join('/')} ${size} ${mtimeMs}\n`)
  }
  return hash.digest('hex')
}
