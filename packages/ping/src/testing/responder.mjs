// Answers echo requests in place of the kernel (whose own answers are off in its namespace), through a raw socket.
// Argument: JSON { family, delay: ms, to the microsecond; hold: ms, about, of any number at once; tos: answer only requests
// with this TOS }. Prints "ready" when it listens.
import { clock, openSocket } from '@icmp/native'

const { family = 4, delay = 0, hold = 0, tos } = JSON.parse(process.argv[2] ?? '{}')

function checksum(bytes) {
  let sum = 0
  for (let i = 0; i < bytes.length; i += 2) sum += bytes[i] * 256 + (bytes[i + 1] ?? 0)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}

let token = 0
const waiting = []
const socket = openSocket(
  { kind: 'raw', family, accept: [family === 4 ? 8 : 128], receiveBuffer: 1 << 22 },
  {
    sent() {},
    sendFailed(_, failure) {
      console.error(failure)
    },
    packet(data, { from, to, at }) {
      const header = family === 4 ? (data[0] & 15) * 4 : 0
      if (tos !== undefined && data[1] !== tos) return
      const icmp = data.slice(header)
      icmp[0] = family === 4 ? 0 : 129
      icmp[2] = icmp[3] = 0
      if (family === 4) {
        const sum = checksum(icmp)
        icmp[2] = sum >> 8
        icmp[3] = sum & 255
      }
      const copy = (address) => ({ ...address, bytes: address.bytes.slice() })
      const packet = { token: ++token, to: copy(from), source: copy(to), icmp }
      if (hold > 0) return void setTimeout(answer, hold, packet)
      waiting.push(packet)
      if (delay === 0) return
      // From the kernel's stamp of the arrival on, and spinning: a timer would answer a millisecond or more too late.
      const due = (at.kernel === undefined ? at.monotonic : at.kernel - at.offset) + delay
      while (clock.now() < due);
      flush()
    },
    error() {},
    writable: flush,
    drained: flush,
    closed() {},
  },
)
socket.keepAlive(true)

function answer(packet) {
  waiting.push(packet)
  flush()
}

function flush() {
  while (waiting.length > 0) {
    const taken = socket.send(waiting.slice(0, 32))
    waiting.splice(0, taken)
    if (taken === 0) return
  }
}

clock.soon(() => console.log('ready'))
process.stdin.on('end', () => process.exit(0)).resume()
