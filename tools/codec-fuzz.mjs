// `node tools/codec-fuzz.mjs [count] [seed] [FILE.jsonl …]`: random, cut and mutated packets through decode, validate, format
// and explain. None may throw, read outside its bytes, fail to come back from its record, or cost more than 50 times the
// median of its length. Prints what it found and exits with 1 if anything.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, root } from './workspace.mjs'

const [count = 1_000_000, seed = 1] = process.argv.slice(2, 4).map(Number)
const files = process.argv.slice(4)
if (!existsSync(join(root, 'packages/core/dist/index.js')) && !build(['@icmp/core'])) process.exit(2)
const { Fuzz } = await import('./codec/fuzz.mjs')

const recorded = files.flatMap((file) =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => Uint8Array.from(Buffer.from(JSON.parse(line).ip_hex, 'hex'))),
)
const fuzz = new Fuzz(seed, recorded)
const start = performance.now()
for (let n = 0; n < count; n++) fuzz.step()
const report = { ...fuzz.report(), seconds: Math.round((performance.now() - start) / 1000) }
console.log(JSON.stringify(report, undefined, 2))
process.exitCode = report.failures.length + report.slow.length > 0 ? 1 : 0
