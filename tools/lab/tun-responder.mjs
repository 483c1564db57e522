// `node tools/lab/tun-responder.mjs --namespace NAME --address 10.83.0.1/24 …`: a host that answers every ping, behind a
// TUN device in that namespace. Prints `ready DEVICE`; ends by SIGTERM or SIGINT, or when the namespace is deleted.
import { parseArgs } from 'node:util'
import { openEchoResponder } from './echo-responder.mjs'
import { noTunHost } from './tun-host.mjs'

const USAGE = `Usage: node tools/lab/tun-responder.mjs --namespace NAME --address PREFIX [--address PREFIX …]
         [--route PREFIX …] [--device NAME] [--mtu BYTES] [--delay MILLISECONDS]`

function fail(sentence) {
  console.error(sentence)
  process.exit(2)
}

function parse() {
  const text = { type: 'string' }
  const list = { type: 'string', multiple: true, default: [] }
  const options = { namespace: text, address: list, route: list, device: text, mtu: text, delay: text }
  try {
    const { values } = parseArgs({ options })
    const { mtu, delay = '0' } = values
    const isRight =
      values.namespace && values.address.length > 0 && Number(delay) >= 0 && (mtu === undefined || mtu > 0)
    return isRight ? { ...values, mtu: mtu && Number(mtu), delay: Number(delay) } : fail(USAGE)
  } catch (error) {
    return fail(`${error.message}\n${USAGE}`)
  }
}

const { address, route, ...options } = parse()
const why = noTunHost()
if (why !== undefined) fail(`${why}.`)
const responder = openEchoResponder({
  ...options,
  addresses: address.map((local) => ({ family: local.includes(':') ? 6 : 4, local })),
  routes: route,
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => responder.close())
console.log(`ready ${responder.device}`)
