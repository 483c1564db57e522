// Ways to end with open devices: `idle` ends by itself, `held` by process.exit within a call, `later` in a timer.
import { openUsual } from '../icmp.mjs'
import { assert, HOST, open, responder } from './tun.mjs'

const way = process.argv[2]
assert.ok(['idle', 'held', 'later', 'released'].includes(way))
const others = Array.from({ length: 4 }, () => open())
const device = responder({}, (event) => {
  if (way === 'held' && event.is === 'packet') process.exit(0)
})
const devices = [device, ...others]
const socket = openUsual('dgram', 4)
for (let n = 0; n < 64; n++) socket.send(HOST[4], n)
if (way !== 'idle') for (const { native } of devices) native.keepAlive(true)
if (way === 'later') setTimeout(() => process.exit(0), 5)
if (way === 'released') {
  await device.until(() => device.of('packet').length > 0)
  for (const { native } of devices) native.keepAlive(false)
}
