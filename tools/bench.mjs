// `node tools/bench.mjs NAME`: measures, and prints JSON. Everything is a ratio to a peer of the same run; nothing here is a
// test, as machines differ.
import { build } from './workspace.mjs'

const benches = {
  codec: () => import('./bench/codec.mjs').then(({ codec }) => codec()),
  clock: () => import('./bench/clock.mjs').then(({ clockBench }) => clockBench()),
  neighbours: () => import('./bench/neighbours.mjs').then(({ neighbours }) => neighbours()),
  sweep: () => import('./bench/sweep.mjs').then(({ sweepBench }) => sweepBench()),
}

const [name] = process.argv.slice(2)
if (!Object.hasOwn(benches, name ?? '')) {
  console.error(`Usage: node tools/bench.mjs ${Object.keys(benches).join('|')}`)
  process.exit(2)
}
if (!build(['@icmp/core', '@icmp/ping-cli'])) process.exit(2)
const { node, v8 } = process.versions
console.log(JSON.stringify({ bench: name, node, v8, arch: process.arch, results: await benches[name]() }, undefined, 2))
