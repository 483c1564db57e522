// `node tools/soak.mjs [--seconds 600] [--seed N] [--transport raw|dgram|both]`: a mixed load of pings against hosts that
// lose, delay, reorder, repeat and corrupt their answers, by a seed. Prints, as JSON, how each probe ended and whether it
// had to, and what memory did; ends with 1 if anything was lost, or grew. Needs root on Linux, and the workspace built.
import { parseArgs } from 'node:util'
import { noLab } from './lab/namespaces.mjs'
import { soak } from './soak/run.mjs'

const USAGE = 'Usage: node tools/soak.mjs [--seconds 600] [--seed N] [--transport raw|dgram|both]'

function options() {
  const { values } = parseArgs({
    options: { seconds: { type: 'string' }, seed: { type: 'string' }, transport: { type: 'string' } },
  })
  const seconds = Number(values.seconds ?? 600)
  const seed = Number(values.seed ?? Date.now() % 0x1_0000_0000)
  const transports = { raw: ['raw'], dgram: ['dgram'], both: ['raw', 'dgram'] }[values.transport ?? 'both']
  if (!(seconds > 0) || !Number.isInteger(seed) || transports === undefined) throw new Error(USAGE)
  return { seconds, seed, transports }
}

function failed(sentence) {
  console.error(sentence)
  process.exit(2)
}

let asked
try {
  asked = options()
} catch {
  failed(USAGE)
}
const why = noLab()
if (why !== undefined) failed(`${why.replace('the lab', 'The soak')}.`)
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130))
// The seed comes first, so that a run that breaks can be had again.
console.error(`seed ${asked.seed}`)
const report = await soak(asked, ({ at, probes, heap, rss }) => {
  if (process.stderr.isTTY)
    console.error(`${at} s: ${probes} probes, heap ${heap >> 10} KiB, resident ${rss >> 20} MiB`)
})
console.log(JSON.stringify(report, undefined, 2))
process.exitCode = report.ok ? 0 : 1
