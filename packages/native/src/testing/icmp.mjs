// What the scenarios share: they are plain programs on the built package, so that other runtimes and sanitizers run them too.
import assert from 'node:assert/strict'
import { openSocket } from '../../dist/index.js'

export { assert }

export const LOOPBACK = { 4: '127.0.0.1', 6: '::1' }
export const ECHO = { 4: { request: 8, reply: 0, unreachable: 3 }, 6: { request: 128, reply: 129, unreachable: 1 } }
export const FIRST = 0x4210

/** IPv4, or IPv6 with at most one `::` and no dotted part. */
export function address(text, scope = 0) {
  if (!text.includes(':')) return { family: 4, bytes: Uint8Array.from(text.split('.').map(Number)), scope }
  const [head, tail] = text.split('::').map((part) => (part ? part.split(':') : []))
  const groups = tail ? [...head, ...Array(8 - head.length - tail.length).fill('0'), ...tail] : head
  const bytes = groups.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff])
  return { family: 6, bytes: Uint8Array.from(bytes), scope }
}

export function checksum(bytes) {
  let sum = 0
  for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i] << 8) | (bytes[i + 1] ?? 0)
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000)
  return ~sum & 0xffff
}

/** An echo request; the kernel computes the checksum on IPv6 and on dgram sockets. */
export function echo(family, identifier, sequence, size = 56) {
  const bytes = new Uint8Array(8 + size).map((_, i) => i & 0xff)
  const header = [ECHO[family].request, 0, 0, 0, identifier >> 8, identifier, sequence >> 8, sequence]
  bytes.set(header.map((byte) => byte & 0xff))
  const sum = family === 4 ? checksum(bytes) : 0
  bytes[2] = sum >> 8
  bytes[3] = sum & 0xff
  return bytes
}

/** The ICMP message of a packet: IPv4 raw sockets hand the IP header over as well. */
export function messageOf(socket, data) {
  return socket.raw && socket.family === 4 ? data.subarray((data[0] & 0x0f) * 4) : data
}

export function sequenceOf(message) {
  return (message[6] << 8) | message[7]
}

/** Everything that a socket hands over, in order. What is lent is copied. */
export function open(config, react = () => {}) {
  const events = []
  const copy = (a) => a && { ...a, bytes: a.bytes.slice() }
  let wake = () => {}
  const push = (event) => {
    events.push(event)
    wake()
    react(event, socket)
  }
  const socket = { raw: config.kind === 'raw', family: config.family, events }
  socket.native = openSocket(config, {
    sent: (token, at) => push({ is: 'sent', token, at }),
    sendFailed: (token, failure) => push({ is: 'failed', token, failure }),
    packet: (data, meta) =>
      push({
        is: 'packet',
        message: messageOf(socket, data).slice(),
        header: data.slice(0, data.length - messageOf(socket, data).length),
        meta: { ...meta, from: copy(meta.from), to: copy(meta.to) },
      }),
    error: (entry) =>
      push({ is: 'error', ...entry, from: copy(entry.from), to: copy(entry.to), quoted: entry.quoted.slice() }),
    writable: () => push({ is: 'writable' }),
    drained: () => push({ is: 'drained' }),
    closed: (error) => push({ is: 'closed', error }),
  })
  socket.of = (kind) => events.filter((event) => event.is === kind)
  socket.replies = () => socket.of('packet').filter((event) => event.message[0] === ECHO[socket.family].reply)
  /** Until the condition holds; rejects after five seconds, with what came instead. */
  socket.until = (condition) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const last = JSON.stringify(events.slice(-5), (_, value) => (value instanceof Uint8Array ? [...value] : value))
        reject(new Error(`not within 5 s: ${condition}; last events ${last}`))
      }, 5000)
      wake = () => {
        if (!condition()) return
        clearTimeout(timer)
        wake = () => {}
        resolve()
      }
      wake()
    })
  socket.identifier = socket.raw ? (config.identifiers?.first ?? FIRST) : socket.native.identifier
  socket.send = (to, sequence, { size, ...options } = {}) =>
    socket.native.send([
      {
        token: sequence,
        to: typeof to === 'string' ? address(to) : to,
        icmp: echo(socket.family, socket.identifier, sequence, size),
        ...options,
      },
    ])
  return socket
}

/** The usual socket of a kind: filters on raw, the error queue on dgram. */
export function openUsual(kind, family, options = {}, react = undefined) {
  const { reply, unreachable } = ECHO[family]
  const own =
    kind === 'raw'
      ? { accept: [reply, unreachable, family === 4 ? 11 : 3, 4], identifiers: { first: FIRST, count: 16 } }
      : { errorQueue: true }
  return open({ kind, family, ...own, ...options }, react)
}

/**
 * The kernel switches receive stamps on in the background when the machine's first socket asks for them: packets of the
 * first moments have none. Pings with sequence 0 until one is stamped, then forgets them.
 */
export async function warmUp(socket) {
  socket.native.keepAlive(true)
  const stamped = () => socket.replies().some((event) => event.meta.at.kernel !== undefined)
  for (let count = 1; !stamped(); count++) {
    assert.ok(count < 10_000, 'no reply was ever stamped')
    socket.send(LOOPBACK[socket.family], 0)
    await socket.until(() => socket.replies().length === count && socket.of('sent').length === count)
  }
  socket.events.length = 0
}

/** The kinds that the command line names, as `raw4 dgram6`; all four without one. */
export function kinds() {
  const names = process.argv.length > 2 ? process.argv.slice(2) : ['raw4', 'raw6', 'dgram4', 'dgram6']
  return names.map((name) => ({ name, kind: name.slice(0, -1), family: Number(name.at(-1)) }))
}
