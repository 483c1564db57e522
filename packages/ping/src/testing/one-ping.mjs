// Pings the targets in its arguments, one after the other, and prints each answer, or error, as a line of JSON. `as` is the
// user and group to become, without capabilities, once all code is loaded: the checkout may be root's alone.
import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { availableTransports, createPinger } from '@icmp/ping'

const [options, ...targets] = process.argv.slice(2)
const { transport = 'auto', as, ...rest } = JSON.parse(options)
if (as !== undefined) {
  await availableTransports()
  process.setgroups([])
  process.setgid(as)
  process.setuid(as)
  assert.match(readFileSync('/proc/self/status', 'utf8'), /^CapEff:\t0+$/m)
}
let pinger
try {
  pinger = await createPinger({ transport })
} catch (error) {
  print({
    code: error.code,
    message: error.message,
    errors: error.errors?.map(({ code, remedy }) => ({ code, remedy })),
  })
}
for (const target of pinger === undefined ? [] : targets) {
  try {
    print(await pinger.ping(target, rest))
  } catch (error) {
    print({ target, code: error.code, message: error.message })
  }
}

function print(value) {
  console.log(JSON.stringify(value))
}
