// What a workspace's files import, as TypeScript's own scanner sees it.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative, resolve, sep } from 'node:path'
import ts from 'typescript'

const builtins = new Set(builtinModules)
const sourceEnding = /(?<!\.d)\.[cm]?[jt]sx?$/
const skippedFolders = new Set(['node_modules', 'dist', 'coverage', '.turbo', 'npm'])

function posix(path) {
  return path.split(sep).join('/')
}

function* filesUnder(directory) {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name)
    if (entry.isDirectory() && !skippedFolders.has(entry.name)) yield* filesUnder(path)
    else if (entry.isFile() && sourceEnding.test(entry.name)) yield path
  }
}

/** Tests, and what only tests use. */
export function isTestFile(path) {
  return /\.(test|test-d|bench)\.[cm]?[jt]sx?$/.test(path) || path.split('/').includes('testing')
}

/** `name` of a bare specifier without its subpath. */
function packageName(specifier) {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

function classify(base, file, specifier) {
  if (specifier.startsWith('node:') || builtins.has(specifier)) return { kind: 'builtin' }
  if (specifier.startsWith('.'))
    return { kind: 'relative', path: posix(relative(base, resolve(dirname(file), specifier))) }
  const name = packageName(specifier)
  return { kind: 'package', name, deep: specifier !== name }
}

/**
 * Every import of a package's own files: `{ from, test, specifier, kind, … }`, with `from` and `path` from the root.
 * Static, dynamic and type imports, re-exports and `require` with a literal all count.
 */
export function importsOf(base, { directory, path }) {
  const source = path === 'tools' ? directory : join(directory, 'src')
  if (!existsSync(source)) return []
  const found = []
  for (const file of filesUnder(source)) {
    const from = posix(relative(base, file))
    for (const { fileName } of ts.preProcessFile(readFileSync(file, 'utf8'), true, true).importedFiles) {
      found.push({ from, test: isTestFile(from), specifier: fileName, ...classify(base, file, fileName) })
    }
  }
  return found
}
