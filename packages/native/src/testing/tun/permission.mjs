// `node permission.mjs <namespace>`, where anybody may open /dev/net/tun and `own0` is a persistent device of user 65534.
import { openUsual } from '../icmp.mjs'
import { assert, bringUp, HOST, ip, isRequest, open, replyTo } from './tun.mjs'

const elsewhere = process.argv[2]
const USER = 65_534
ip('tuntap', 'add', 'dev', 'own0', 'mode', 'tun', 'user', String(USER))
ip('tuntap', 'add', 'dev', 'other0', 'mode', 'tun', 'user', '1')
bringUp('own0')
process.setgroups([USER])
process.setgid(USER)
process.setuid(USER)

const refused = (code, remedy) => (error) => {
  assert.equal(error.name, 'NativeError')
  assert.equal(error.code, code)
  assert.match(error.message, remedy)
  return true
}
assert.throws(() => open(), refused('EPERM', /CAP_NET_ADMIN/))
assert.throws(() => open({ name: 'other0' }), refused('EPERM', /CAP_NET_ADMIN/))

// Its own device it may use, but not change.
assert.throws(() => open({ name: 'own0', mtu: 1400 }), refused('EPERM', /CAP_NET_ADMIN/))
const device = open({ name: 'own0' }, (event, self) => {
  if (event.is === 'packet' && isRequest(event.bytes)) self.native.write([replyTo(event.bytes)])
})
assert.equal(device.native.mtu, 1500)
for (const family of [4, 6]) {
  const socket = openUsual('dgram', family)
  socket.native.keepAlive(true)
  socket.send(HOST[family], 1)
  await socket.until(() => socket.replies().length === 1)
  socket.native.close()
}
assert.throws(() => device.native.moveTo(`/var/run/netns/${elsewhere}`), refused('EPERM', /CAP_NET_ADMIN/))
device.native.close()
// Persistent: closing leaves it.
open({ name: 'own0' }).native.close()
