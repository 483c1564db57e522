// `node unavailable.mjs <code> <remedy>`: how opening fails for a user of no privilege, and what the message says to do.
import { assert, open } from './tun.mjs'

const [code, remedy] = process.argv.slice(2)
process.setuid(65_534)
assert.throws(
  () => open(),
  (error) => {
    assert.equal(error.name, 'NativeError')
    assert.equal(error.code, code)
    assert.equal(error.syscall, 'open')
    assert.ok(error.message.includes(remedy), error.message)
    return true
  },
)
