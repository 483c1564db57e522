// A soak from beginning to end: the namespace, the responder, the load, and the comparison after each round.
import { fileURLToPath } from 'node:url'
import { addNamespace, nameOf, removeNamespace } from '../lab/namespaces.mjs'
import { Child } from './child.mjs'
import { Books } from './compare.mjs'
import { growth } from './growth.mjs'

const here = (name) => fileURLToPath(new URL(name, import.meta.url))
/** Rounds in a run, and the seconds that each may have. With fewer than the least of them nothing can be said of growth. */
const ROUNDS = 40
const LEAST = 5
const SHORTEST = 2
const LONGEST = 10
/** Milliseconds within which the load has to end by itself once all is closed. */
const EXIT = 5000

/** @returns the report, whose `ok` tells whether nothing was lost and nothing grew */
export async function soak({ seconds, seed, transports }, onRound = () => {}) {
  const namespace = nameOf('soak')
  const children = []
  const start = (...words) => {
    const child = new Child(words)
    children.push(child)
    return child
  }
  const cleanUp = () => {
    for (const child of children) child.kill()
    removeNamespace(namespace)
  }
  process.on('exit', cleanUp)
  try {
    addNamespace(namespace)
    const responder = start(process.execPath, here('responder.mjs'), JSON.stringify({ seed, namespace }))
    await responder.next()
    const program = [process.execPath, '--expose-gc', here('load.mjs'), JSON.stringify({ seed, transports })]
    const load = start('ip', 'netns', 'exec', namespace, ...program)
    return await rounds({ seconds, seed, transports }, { responder, load }, onRound)
  } finally {
    process.off('exit', cleanUp)
    cleanUp()
  }
}

async function rounds({ seconds, seed, transports }, { responder, load }, onRound) {
  const books = new Books(seed)
  const { sample: bare } = await load.next()
  await load.next()
  const ms = Math.min(LONGEST, Math.max(SHORTEST, seconds / ROUNDS)) * 1000
  const from = performance.now()
  const samples = []
  let before = { ...bare.drops, device: 0 }
  let unwritten = 0
  let stuck
  const isTime = () => performance.now() < from + seconds * 1000
  for (let number = 0; number < LEAST || isTime(); number++) {
    load.say({ command: 'round', number, ms })
    const lines = await load.upTo('done')
    stuck = lines.at(-1).stuck
    responder.say({})
    const seen = await responder.upTo('lost')
    if (stuck !== undefined) break
    load.say({ command: 'sample' })
    const { sample } = await load.next()
    const { lost } = seen.at(-1)
    const drops = { ...sample.drops, device: lost.overrun }
    unwritten = lost.dropped + lost.refused
    const tasks = lines.flatMap(({ task }) => task ?? [])
    const requests = seen.flatMap(({ request }) => request ?? [])
    books.round(tasks, requests, difference(drops, before))
    before = drops
    const { drops: _, ...held } = sample
    samples.push({ at: rounded((performance.now() - from) / 1000), probes: books.probes, ...held })
    onRound(samples.at(-1))
  }
  const rest = stuck === undefined ? await ending(load) : undefined
  return report({ seconds, seed, transports }, books, samples, { bare, rest, stuck, unwritten })
}

function difference(after, before) {
  return Object.fromEntries(Object.entries(after).map(([name, count]) => [name, count - before[name]]))
}

/** What the load still holds when everything is closed, and how long it then takes to end by itself. */
async function ending(load) {
  load.say({ command: 'end' })
  const { sample } = await load.next()
  const endedAfter = await load.end(EXIT)
  return { ...sample, endedAfter: endedAfter && Math.round(endedAfter) }
}

function report(asked, books, samples, { bare, rest, stuck, unwritten }) {
  const memory = growth(samples)
  const wrong = []
  for (const [cause, count] of Object.entries(books.causes)) wrong.push(`${count} probes: ${cause}`)
  for (const [kind, { grew, bytes }] of Object.entries(memory)) if (grew) wrong.push(`${kind} grew by ${bytes} bytes`)
  if (stuck !== undefined) wrong.push(`${stuck.length} tasks never ended`)
  if (unwritten > 0) wrong.push(`${unwritten} answers of the responder never left it`)
  if (rest !== undefined) {
    const leaked = more(bare.descriptors, rest.descriptors)
    if (leaked.length > 0) wrong.push(`descriptors leaked: ${leaked.join(', ')}`)
    if (rest.endedAfter === undefined) wrong.push(`the load did not end within ${EXIT} ms, as something kept it alive`)
  }
  const [first] = samples
  const unquiet = samples.filter(
    ({ descriptors, timers }) => more(first.descriptors, descriptors).length > 0 || timers > 0,
  )
  if (unquiet.length > 0) wrong.push(`descriptors or timers were left after ${unquiet.length} rounds`)
  const { probes, requests, tasks, endings, verdicts, fates, events, eventsPossible } = books
  const { drops, excused, causes, faults } = books
  return {
    ...asked,
    ok: wrong.length === 0,
    wrong,
    probes,
    requests,
    tasks,
    endings,
    verdicts,
    lost: causes,
    excused,
    drops,
    fates,
    events: { told: events, atMost: eventsPossible },
    memory: { growth: memory, samples },
    atEnd: rest,
    beforeAll: bare,
    faults,
    stuck,
  }
}

/** Kinds of descriptors of which there are more than before. */
function more(before, after) {
  return Object.keys(after).filter((kind) => after[kind] > (before[kind] ?? 0))
}

function rounded(value) {
  return Math.round(value * 10) / 10
}
