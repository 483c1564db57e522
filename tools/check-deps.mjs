// Checks the directions of imports and the dependencies of every package. Prints what is wrong; exits 1 if anything is.
import { readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { importsOf } from './check-deps-imports.mjs'
import { coreViolations, manifestViolations } from './check-deps-manifests.mjs'
import { boundaryViolation, directionViolation, layerViolation } from './check-deps-rules.mjs'
import { root } from './workspace.mjs'
import { workspacePackages } from './workspace-packages.mjs'

/** All that is wrong in the workspace at `base`: `{ rule, file, message }` each. */
export function violations(base = root) {
  const owners = workspacePackages(base)
  const workspace = new Map(owners.map((owner) => [owner.manifest.name, owner]))
  const rootManifest = JSON.parse(readFileSync(join(base, 'package.json'), 'utf8'))
  const found = []
  for (const owner of owners) {
    const imports = importsOf(base, owner)
    for (const one of imports) {
      const wrong = layerViolation(one) ?? boundaryViolation(one, owner) ?? directionViolation(one, owner, workspace)
      if (wrong) found.push({ rule: wrong.rule, file: one.from, message: `${wrong.message} ('${one.specifier}')` })
    }
    found.push(...manifestViolations(owner, imports, rootManifest), ...coreViolations(owner))
  }
  return found
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const found = violations()
  for (const { rule, file, message } of found) console.error(`${file}: ${message} [${rule}]`)
  process.exitCode = found.length > 0 ? 1 : 0
}
