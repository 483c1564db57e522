import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { violations } from './check-deps.mjs'

type Files = Record<string, string | object>

const any = 'workspace:^'

/** A workspace without fault, with an import of every allowed kind. */
const sound: Files = {
  'package.json': { devDependencies: { vitest: '1', typescript: '1' } },
  'packages/core/package.json': { name: '@icmp/core' },
  'packages/core/src/index.ts': `export * from './client/client.js'\nexport * from './errors.js'`,
  'packages/core/src/errors.ts': 'export const code = 1',
  'packages/core/src/wire/wire.ts': `import { code } from '../errors.js'`,
  'packages/core/src/wire/wire.test.ts': `import '../session/session.js'\nimport { it } from 'vitest'`,
  'packages/core/src/transport/contract.ts': `import type { W } from '../wire/wire.js'`,
  'packages/core/src/session/session.ts': `import '../transport/contract.js'\nimport '../wire/wire.js'`,
  'packages/core/src/client/client.ts': `import '../session/session.js'`,
  'packages/native/package.json': { name: '@icmp/native', optionalDependencies: { '@icmp/native-any': any } },
  'packages/native/src/index.ts': `import { r } from 'node:module'\nexport const load = () => require('@icmp/native-any')`,
  'packages/native/src/index.test.ts': `import '../../../tools/build.mjs'`,
  'packages/native/npm/any/package.json': { name: '@icmp/native-any' },
  'packages/transport-memory/package.json': { name: '@icmp/transport-memory', dependencies: { '@icmp/core': any } },
  'packages/transport-memory/src/index.ts': `import type { T } from '@icmp/core'`,
  'packages/transport-raw/package.json': {
    name: '@icmp/transport-raw',
    dependencies: { '@icmp/core': any, '@icmp/native': any },
  },
  'packages/transport-raw/src/index.ts': `export * from '@icmp/core'\nconst n = await import('@icmp/native')`,
  'packages/ping/package.json': {
    name: '@icmp/ping',
    dependencies: { '@icmp/core': any, '@icmp/transport-raw': any, 'ipaddr.js': '^2' },
    devDependencies: { '@icmp/transport-memory': any },
  },
  'packages/ping/src/index.ts': `import '@icmp/core'\nimport '@icmp/transport-raw'\nimport ip from 'ipaddr.js'`,
  'packages/ping/src/ping.test.ts': `import '@icmp/transport-memory'`,
  'packages/ping/src/testing/one.mjs': `import '@icmp/ping'`,
  'apps/ping/package.json': { name: '@icmp/ping-cli', dependencies: { '@icmp/ping': any } },
  'apps/ping/src/bin.ts': `import { ping } from '@icmp/ping'`,
  'tools/package.json': { name: '@icmp/tools' },
  'tools/build.mjs': `import ts from 'typescript'`,
}

const core = (manifest: object): Files => ({ 'packages/core/package.json': { name: '@icmp/core', ...manifest } })

/** What is added to the sound workspace, and the one thing that must be said of it. */
const unsound: [rule: string, what: string, files: Files, file: string][] = [
  ...(
    [
      ['wire', 'session/session'],
      ['wire', 'transport/contract'],
      ['wire', 'client/client'],
      ['transport', 'session/session'],
      ['transport', 'client/client'],
      ['session', 'client/client'],
      ['client', 'index'],
      ['other', 'errors'],
    ] as const
  ).map(([layer, target]): [string, string, Files, string] => {
    const file = `packages/core/src/${layer}/wrong.ts`
    return ['layer', `${layer} -> ${target}`, { [file]: `export * from '../${target}.js'` }, file]
  }),
  [
    'layer',
    'errors -> wire',
    { 'packages/core/src/errors.ts': `import './wire/wire.js'` },
    'packages/core/src/errors.ts',
  ],
  [
    'direction',
    'native -> core',
    {
      'packages/native/package.json': {
        name: '@icmp/native',
        dependencies: { '@icmp/core': any, '@icmp/native-any': any },
      },
      'packages/native/src/wrong.ts': `import type { A } from '@icmp/core'`,
    },
    'packages/native/src/wrong.ts',
  ],
  [
    'direction',
    'transport-memory -> native',
    {
      'packages/transport-memory/package.json': {
        name: '@icmp/transport-memory',
        dependencies: { '@icmp/core': any, '@icmp/native': any },
      },
      'packages/transport-memory/src/wrong.ts': `const a = () => import('@icmp/native')`,
    },
    'packages/transport-memory/src/wrong.ts',
  ],
  [
    'direction',
    'transport-raw -> ping',
    {
      'packages/transport-raw/package.json': {
        name: '@icmp/transport-raw',
        dependencies: { '@icmp/core': any, '@icmp/native': any, '@icmp/ping': any },
      },
      'packages/transport-raw/src/wrong.ts': `export { ping } from '@icmp/ping'`,
    },
    'packages/transport-raw/src/wrong.ts',
  ],
  [
    'direction',
    'ping -> transport-memory outside of its tests',
    {
      'packages/ping/package.json': {
        name: '@icmp/ping',
        dependencies: {
          '@icmp/core': any,
          '@icmp/transport-raw': any,
          '@icmp/transport-memory': any,
          'ipaddr.js': '^2',
        },
      },
      'packages/ping/src/wrong.ts': `import '@icmp/transport-memory'`,
    },
    'packages/ping/src/wrong.ts',
  ],
  [
    'direction',
    'a package that the table does not know',
    {
      'packages/new/package.json': { name: '@icmp/new', dependencies: { '@icmp/core': any } },
      'packages/new/src/index.ts': `import '@icmp/core'`,
    },
    'packages/new/src/index.ts',
  ],
  [
    'apps',
    'a package -> an app',
    {
      'packages/transport-memory/package.json': {
        name: '@icmp/transport-memory',
        dependencies: { '@icmp/core': any, '@icmp/ping-cli': any },
      },
      'packages/transport-memory/src/wrong.ts': `import '@icmp/ping-cli'`,
    },
    'packages/transport-memory/src/wrong.ts',
  ],
  [
    'apps',
    'tools -> an app',
    {
      'tools/package.json': { name: '@icmp/tools', devDependencies: { '@icmp/ping-cli': any } },
      'tools/wrong.test.ts': `import '@icmp/ping-cli'`,
    },
    'tools/wrong.test.ts',
  ],
  [
    'tools',
    'a source -> tools',
    { 'packages/native/src/wrong.ts': `import '../../../tools/build.mjs'` },
    'packages/native/src/wrong.ts',
  ],
  [
    'boundary',
    'the files of another package, even in a test',
    { 'packages/ping/src/wrong.test.ts': `import '../../core/src/wire/wire.js'` },
    'packages/ping/src/wrong.test.ts',
  ],
  [
    'boundary',
    'a path behind the name of a package',
    { 'packages/ping/src/wrong.ts': `import '@icmp/core/dist/index.js'` },
    'packages/ping/src/wrong.ts',
  ],
  [
    'phantom',
    'a source -> what package.json does not name',
    { 'packages/ping/src/wrong.ts': `const c = require('commander')` },
    'packages/ping/src/wrong.ts',
  ],
  [
    'phantom',
    'a source -> what only the root has',
    { 'packages/ping/src/wrong.ts': `import 'typescript'` },
    'packages/ping/src/wrong.ts',
  ],
  [
    'phantom',
    'a test -> what nobody names',
    { 'packages/ping/src/wrong.test.ts': `import 'mocha'` },
    'packages/ping/src/wrong.test.ts',
  ],
  [
    'unused',
    'a dependency that only tests import',
    {
      'apps/ping/package.json': { name: '@icmp/ping-cli', dependencies: { '@icmp/ping': any, commander: '14' } },
      'apps/ping/src/bin.test.ts': `import 'commander'`,
    },
    'apps/ping/package.json',
  ],
  [
    'core',
    'a dependency of core',
    { ...core({ dependencies: { ms: '2' } }), 'packages/core/src/wire/ms.ts': `import 'ms'` },
    'packages/core/package.json',
  ],
  ['core', 'a peer dependency of core', core({ peerDependencies: { ms: '2' } }), 'packages/core/package.json'],
  [
    'core',
    'a transport among the devDependencies of core',
    core({ devDependencies: { '@icmp/transport-memory': any } }),
    'packages/core/package.json',
  ],
]

const folders: string[] = []

function workspace(files: Files): string {
  const base = mkdtempSync(join(tmpdir(), 'icmp-deps-'))
  folders.push(base)
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(base, dirname(path)), { recursive: true })
    writeFileSync(join(base, path), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return base
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

describe('import directions', () => {
  it('finds nothing in a sound workspace', () => {
    expect(violations(workspace(sound))).toEqual([])
  })

  it.each(unsound)('reports %s: %s', (rule, _what, files, file) => {
    const found = violations(workspace({ ...sound, ...files }))
    expect(found.map((one) => ({ rule: one.rule, file: one.file }))).toEqual([{ rule, file }])
  })

  it('finds nothing in this repository', () => {
    expect(violations()).toEqual([])
  })
})
