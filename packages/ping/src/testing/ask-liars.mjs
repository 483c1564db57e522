// Asks liars, all at once and both families together, and prints as a line of JSON what became of it: for each request how
// it ended and what came beside, in the order in which it came, and the sockets' capabilities. Argument: JSON { transport,
// as: the user and group to become, asks: [{ target, requests, timeout }], last: targets that answer when all lies are told }.
import { randomFillSync } from 'node:crypto'
import { Client, formatAddress } from '@icmp/core'
import { dgramTransport } from '@icmp/transport-dgram'
import { rawTransport } from '@icmp/transport-raw'
import ipaddr from 'ipaddr.js'

const PATIENCE = 60_000
const { transport: name, as, asks, last } = JSON.parse(process.argv[2])
const transport = name === 'raw' ? rawTransport() : dgramTransport()
if (as !== undefined) {
  // The addon is loaded by this: the checkout may be root's alone.
  await transport.check(4)
  process.setgroups([])
  process.setgid(as)
  process.setuid(as)
}

const happened = []
const client = new Client({ transport, random: randomFillSync, onForeign: (event) => tell(event) })

function tell({ type, from, to, context, ending, gateway, ...rest }) {
  const about = ending === undefined ? rest : { ...ending, to: undefined }
  const source = ending?.from ?? from
  happened.push({
    ...about,
    type,
    from: source && formatAddress({ ...source, scope: 0 }),
    gateway: gateway && formatAddress({ ...gateway, scope: 0 }),
    target: context?.target,
    request: context?.request,
  })
}

/** Resolves at its ending; what comes later is told all the same. */
function ask({ target, timeout }, request) {
  const bytes = Uint8Array.from(ipaddr.parse(target).toByteArray())
  const to = { family: bytes.length === 4 ? 4 : 6, bytes, scope: 0 }
  const data = Uint8Array.from({ length: 56 }, (_, i) => i)
  const probe = { to, data, timeout }
  const lane = client.ready(probe)
  return new Promise((resolve) => {
    const onEvent = (event) => {
      tell(event)
      if (event.type === 'ended') resolve()
    }
    lane.submit(probe, { target, request, onEvent })
  })
}

const capabilities = {}
for (const family of [4, 6]) {
  const to = { family, bytes: new Uint8Array(family === 4 ? 4 : 16), scope: 0 }
  capabilities[family] = (await client.open({ to, data: new Uint8Array(0), timeout: 0 })).capabilities
}
await Promise.all(asks.flatMap((one) => Array.from({ length: one.requests }, (_, i) => ask(one, i + 1))))
// Packets arrive in order: after these replies nothing else can come.
await Promise.all(last.map((target) => ask({ target, timeout: PATIENCE }, 1)))
console.log(JSON.stringify({ capabilities, happened: happened.filter(({ target }) => !last.includes(target)) }))
await client.close()
