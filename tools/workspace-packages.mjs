import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './workspace.mjs'

/** Where packages live, as in pnpm-workspace.yaml. */
const places = ['packages', 'packages/native/npm', 'apps']

/** Every package of the workspace: its folder, its path from the root, and its package.json. */
export function workspacePackages(base = root) {
  const found = []
  for (const place of [...places, '.']) {
    const names = place === '.' ? ['tools'] : existsSync(join(base, place)) ? readdirSync(join(base, place)) : []
    for (const name of names) {
      const directory = join(base, place, name)
      const manifest = join(directory, 'package.json')
      if (!existsSync(manifest)) continue
      const path = place === '.' ? name : `${place}/${name}`
      found.push({ directory, path, manifest: JSON.parse(readFileSync(manifest, 'utf8')) })
    }
  }
  return found
}
