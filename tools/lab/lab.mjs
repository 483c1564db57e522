// `node tools/lab/lab.mjs run [client|router|far] -- command …` runs a command in one host of the lab and deletes the lab
// after it; `clean` deletes what killed runs have left; `addresses` tells whom there is to ping.
import { spawn } from 'node:child_process'
import { parseArgs } from 'node:util'
import { leftovers, noLab, removeNamespace } from './namespaces.mjs'
import { ADDRESSES, createLab } from './topology.mjs'

const USAGE = `Usage: node tools/lab/lab.mjs run [client|router|far] -- command …
       node tools/lab/lab.mjs addresses
       node tools/lab/lab.mjs clean`

function fail(sentence) {
  console.error(sentence)
  process.exit(2)
}

function run(where, command) {
  const why = noLab()
  if (why !== undefined) fail(`${why}.`)
  const lab = createLab()
  const [program, ...args] = lab.inside(where, command)
  const child = spawn(program, args, { stdio: 'inherit' })
  // A Ctrl-C reaches the command as well: the lab goes when that one has ended.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => fail(error.message))
  child.on('close', (code) => {
    lab.remove()
    process.exitCode = code ?? 1
  })
}

const split = process.argv.indexOf('--')
const command = split < 0 ? [] : process.argv.slice(split + 1)
const words = process.argv.slice(2, split < 0 ? undefined : split)
const { positionals } = parseArgs({ args: words, allowPositionals: true })
const [action, where = 'client'] = positionals

switch (action) {
  case 'run':
    if (!['client', 'router', 'far'].includes(where) || command.length === 0) fail(USAGE)
    run(where, command)
    break
  case 'addresses':
    console.table(ADDRESSES)
    break
  case 'clean': {
    const names = leftovers()
    for (const name of names) removeNamespace(name)
    console.log(`${names.length} namespaces deleted`)
    break
  }
  default:
    fail(USAGE)
}
