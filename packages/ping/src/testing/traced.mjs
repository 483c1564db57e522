// Pings its own host with one subscriber of each channel that throws and one that listens. Prints, as one line of JSON, how the
// pings ended, the steps that were heard of the first, and what became of the exceptions.
import { subscribe } from 'node:diagnostics_channel'
import { createPinger } from '@icmp/ping'

const uncaught = []
process.on('uncaughtException', (error) => uncaught.push(error.message))
const steps = []
for (const name of ['submitted', 'sent', 'stamped', 'ended', 'event']) {
  subscribe(`icmp:probe:${name}`, () => {
    throw new Error(`a subscriber of ${name} fails`)
  })
  subscribe(`icmp:probe:${name}`, (step) => steps.push(step))
}
const pinger = await createPinger({ transport: process.argv[2] })
const answers = []
for (let n = 0; n < 3; n++) answers.push(await pinger.ping('127.0.0.1'))
await pinger.close()
const before = Date.now()
setImmediate(() => {
  const first = steps.filter(({ token }) => token === 1)
  console.log(
    JSON.stringify({ statuses: answers.map(({ status }) => status), rtt: answers[0].rtt, first, uncaught, before }),
  )
})
