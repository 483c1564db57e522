// `npm start -- ARGS`: icmp-ping from a clean clone. Installs and builds when needed, then runs the program.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, install, remember, remembered, root } from './workspace.mjs'
import { fingerprint } from './workspace-fingerprint.mjs'
import { coalesceInterrupts } from './workspace-interrupts.mjs'

const program = join(root, 'apps/ping/dist/bin.js')

function ready() {
  if (!install()) return false
  const sources = fingerprint('@icmp/ping-cli')
  if (sources !== undefined && sources === remembered('started')) return true
  if (!build(['@icmp/ping-cli...'])) return false
  const built = fingerprint('@icmp/ping-cli')
  if (built !== undefined) remember('started', built)
  return true
}

if (ready()) {
  coalesceInterrupts()
  // In this process, so that exit code, signals and the terminal are the program's own.
  process.argv = [process.execPath, program, ...process.argv.slice(2)]
  await import(pathToFileURL(program).href)
} else {
  process.exitCode = 2
}
