import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { root } from './workspace.mjs'
import { workspacePackages } from './workspace-packages.mjs'

const packages = workspacePackages()
const documents = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md'].map((name) => join(root, name)),
  ...readdirSync(join(root, 'docs')).map((name) => join(root, 'docs', name)),
  ...packages.map(({ directory }) => join(directory, 'README.md')).filter((file) => existsSync(file)),
]
const named = documents.map((file) => ({ file, name: relative(root, file), text: readFileSync(file, 'utf8') }))

/** The TypeScript blocks of a document, each a module of its own beside it. */
function snippets(text: string): string[] {
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => match[1] ?? '')
}

/** What the compiler says of these modules, which import the packages' sources. */
function complaints(modules: ReadonlyMap<string, string>): string[] {
  const paths = Object.fromEntries(
    packages
      .filter(({ directory }) => existsSync(join(directory, 'src/index.ts')))
      .map(({ manifest, path }) => [manifest.name, [`./${path}/src/index.ts`]]),
  )
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.esnext.disposable.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ['node'],
    paths,
  }
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile, getSourceFile } = host
  host.getCurrentDirectory = () => root
  host.fileExists = (file) => modules.has(file) || fileExists(file)
  host.readFile = (file) => modules.get(file) ?? readFile(file)
  host.getSourceFile = (file, version) => {
    const text = modules.get(file)
    return text === undefined ? getSourceFile(file, version) : ts.createSourceFile(file, text, version)
  }
  const program = ts.createProgram([...modules.keys()], options, host)
  return ts
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => file !== undefined && modules.has(file.fileName))
    .map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)
}

/** The compiler takes seconds, and several times that on a busy machine. */
const COMPILES = { timeout: 60_000 }

describe('documents', () => {
  it('have TypeScript that compiles', COMPILES, () => {
    const modules = new Map<string, string>()
    for (const { name, text } of named) {
      for (const [n, snippet] of snippets(text).entries()) {
        modules.set(join(root, `${name.replaceAll(/\W/g, '-')}-${n}.mts`), snippet)
      }
    }
    expect(modules.size).toBeGreaterThan(5)
    expect(complaints(modules)).toEqual([])
  })

  it('would be found out with TypeScript that does not compile', COMPILES, () => {
    const wrong = "import { ping } from '@icmp/ping'\nawait ping(1)\n"
    expect(complaints(new Map([[join(root, 'wrong.mts'), wrong]]))).toEqual([expect.stringContaining('not assignable')])
  })

  it.each(named)('$name has links that lead somewhere', ({ file, text }) => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1] ?? '')
    expect(links.filter((link) => !existsSync(join(dirname(file), link)))).toEqual([])
  })

  it('every published package has a README, with its name and what it does not support', () => {
    for (const { directory, manifest, path } of packages) {
      if (manifest.private === true || path.startsWith('packages/native/npm/')) continue
      const readme = readFileSync(join(directory, 'README.md'), 'utf8')
      expect(readme.startsWith(`# ${manifest.name}\n`), path).toBe(true)
      expect(readme, path).toMatch(/^## (Not supported|Differences)/m)
    }
  })

  it('the first snippet of the README stands before its line 40', () => {
    const [readme] = named
    expect(readme?.text.split('\n').indexOf('```ts')).toSatisfy((line: number) => line >= 0 && line < 40)
  })
})
