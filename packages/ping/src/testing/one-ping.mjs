// Pings the targets in its arguments, one after the other, and prints each answer, or error, as a line of JSON.
import { createPinger } from '@icmp/ping'

const [options, ...targets] = process.argv.slice(2)
const { transport = 'auto', ...rest } = JSON.parse(options)
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
