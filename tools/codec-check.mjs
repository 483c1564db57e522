// `node tools/codec-check.mjs FILE.jsonl …`: decodes every record of vector files, compares all that the records say, and
// prints each difference and a closing count. Exits with 1 if any remain.
import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build, root } from './workspace.mjs'

const files = process.argv.slice(2)
if (files.length === 0) {
  console.error('Usage: node tools/codec-check.mjs FILE.jsonl …')
  process.exit(2)
}
if (!existsSync(join(root, 'packages/core/dist/index.js')) && !build(['@icmp/core'])) process.exit(2)
const { compareRecord } = await import('./codec/compare-record.mjs')

let records = 0
let differing = 0
let differences = 0
for (const file of files) {
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === '') continue
    records++
    const record = JSON.parse(line)
    const found = compareRecord(record)
    if (found.length > 0) differing++
    for (const { path, expected, actual } of found) {
      differences++
      console.log(`${record.id}: ${path}: expected ${JSON.stringify(expected)}, decoded ${JSON.stringify(actual)}`)
    }
  }
}
console.log(`${records} records, ${differing} with differences, ${differences} differences`)
process.exitCode = differences > 0 || records === 0 ? 1 : 0
