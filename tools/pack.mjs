// `node tools/pack.mjs [folder]`: the tarballs that a release would publish, with this platform's binary among them.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root, toolEnvironment } from './workspace.mjs'
import { workspacePackages } from './workspace-packages.mjs'

/** What is published: not what is private, and of the binaries only those that were built here. */
export function publicPackages() {
  return workspacePackages().filter(({ directory, path, manifest }) => {
    if (manifest.private === true) return false
    return !path.startsWith('packages/native/npm/') || existsSync(join(directory, manifest.main))
  })
}

/** Packs all of them into the folder. Returns the name of each and its file. */
export function pack(folder) {
  mkdirSync(folder, { recursive: true })
  return publicPackages().map(({ directory, manifest: { name, version } }) => {
    const pnpm = [join(root, 'node_modules/pnpm/bin/pnpm.cjs'), 'pack', '--pack-destination', folder]
    const done = spawnSync(process.execPath, pnpm, { cwd: directory, env: toolEnvironment(), encoding: 'utf8' })
    if (done.status !== 0) throw new Error(`pnpm pack of ${name} failed: ${done.stdout}${done.stderr}`)
    return { name, file: join(folder, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`) }
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = resolve(process.argv[2] ?? mkdtempSync(join(tmpdir(), 'icmp-pack-')))
  for (const { file } of pack(folder)) console.log(file)
}
