// All hosts of 10.0.0.0/8 and fd82::/104, behind a TUN device in a namespace: answers each echo request as the seed has
// it, and keeps what it did. Argument: JSON { seed, namespace }. Says `ready`; for each line it is told it waits until
// no answer is pending, tells of each request since the last time, and of what was lost on the way to it or back.
import { createInterface } from 'node:readline'
import { command } from '../lab/namespaces.mjs'
import { openTunHost } from '../lab/tun-host.mjs'
import { answerPacket, readRequest } from './answers.mjs'
import { fateOf } from './fate.mjs'
import { FIRST_SILENT, keyOf, targetOf, taskOf } from './identity.mjs'
import { now } from './tasks.mjs'

/** Both families' own addresses: all others are the hosts'. */
const ADDRESSES = [
  { family: 4, local: '10.0.0.1/8' },
  { family: 6, local: 'fd82::1/104' },
]
/** What fits an IP packet, so that no request and no reply has to be fragmented. */
const LARGEST_MTU = 65_535
/** Packets that wait for the responder, where the kernel's 500 would be lost to a machine that is slow for a moment. */
const QUEUE = 20_000

const { seed, namespace } = JSON.parse(process.argv[2])
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`)
let requests = []
const turns = new Map()
let pending = 0
let whenIdle
/** Packets that are due, with the record in which the time goes. */
let due = []

const host = openTunHost({
  namespace,
  mtu: LARGEST_MTU,
  addresses: ADDRESSES,
  onPacket(bytes) {
    const readAt = now()
    // The bytes are lent, and an error quotes them later.
    const request = readRequest(bytes.slice())
    if (request !== undefined) answer(request, readAt)
  },
  onDrained: write,
  onClosed: (error) => console.error(error.message),
})
command('ip', ['-n', namespace, 'link', 'set', host.device, 'txqueuelen', String(QUEUE)])

function answer(request, readAt) {
  const { family, destination, echo } = request
  const identity = { family, target: targetOf(destination), task: taskOf(echo.data), size: echo.data.length }
  if (identity.target >= FIRST_SILENT) return
  const key = keyOf(identity)
  const ordinal = (turns.get(key) ?? 0) + 1
  turns.set(key, ordinal)
  const record = { ...identity, ordinal, readAt, answers: [] }
  requests.push(record)
  for (const one of fateOf(seed, record).answers) {
    const written = { what: one.what }
    const packet = answerPacket(request, one)
    record.answers.push(written)
    pending++
    if (one.after === 0) due.push({ packet, written })
    else setTimeout(come, one.after, { packet, written })
  }
}

function come(one) {
  due.push(one)
  write()
}

function write() {
  if (due.length === 0) return
  const written = due
  due = []
  const before = now()
  host.sendBatch(written.map(({ packet }) => packet))
  const after = now()
  for (const one of written) Object.assign(one.written, { before, after })
  pending -= written.length
  if (pending === 0) whenIdle?.()
}

say({ ready: true })
for await (const _ of createInterface({ input: process.stdin })) {
  while (pending > 0) {
    await new Promise((resolve) => {
      whenIdle = resolve
    })
  }
  for (const request of requests) say({ request })
  requests = []
  turns.clear()
  say({ lost: host.counts() })
}
host.close()
