// net-ping over loopback hosts, as many at once as told. Prints replies, seconds, seconds of CPU. Started with net-ping's
// directory as the working directory.
const { createRequire } = require('node:module')
const { join } = require('node:path')
const ping = createRequire(join(process.cwd(), 'package.json'))('net-ping')

const [count, atOnce] = process.argv.slice(2).map(Number)
const session = ping.createSession({ timeout: 500, retries: 0, sessionId: process.pid & 0xffff })
let started = 0
let ended = 0
let replies = 0
let start
let cpu

function next() {
  if (started === count) return
  const host = `127.1.${started >> 8}.${started & 255}`
  started++
  session.pingHost(host, (error) => {
    if (error === null) replies++
    if (++ended < count) return next()
    const seconds = (performance.now() - start) / 1000
    const { user, system } = process.cpuUsage(cpu)
    console.log(JSON.stringify({ replies, seconds, cpu: (user + system) / 1e6 }))
    session.close()
  })
}

setTimeout(() => {
  start = performance.now()
  cpu = process.cpuUsage()
  for (let n = 0; n < atOnce; n++) next()
}, 100)
