/** The whole program on a simulated network, with a clock that is moved by hand. */
import { IcmpError } from '@icmp/core'
import { createPinger, type PingAnswer, type Pinger, type TransportStatus } from '@icmp/ping'
import { memoryTransport, type Network, network, VirtualClock } from '@icmp/transport-memory'
import { decode } from '../decode/decode.js'
import { doctor } from '../doctor.js'
import type { Environment, StatusLine, Terminal } from '../environment.js'
import { main } from '../main.js'

/** 2026-01-01T00:00:00Z. */
const START = 1_767_225_600_000

const WORLD: Network = network({
  routers: [
    { address: '192.0.2.254', delay: 2 },
    { address: '2001:db8::fe', delay: 2 },
    { address: '2001:db8::fd', mtu: 1300 },
  ],
  hosts: [
    { address: '198.51.100.1', delay: 5 },
    // At once, as this host itself.
    { address: '127.0.0.1', delay: 0 },
    { address: '198.51.100.2', silent: true },
    { address: '198.51.100.3', via: ['192.0.2.254'], unreachable: { code: 1 } },
    // Twice, the second time 100 ms later.
    { address: '198.51.100.4', delay: 5, respond: ({ reply }) => [{ icmp: reply }, { icmp: reply, delay: 100 }] },
    // A byte of the data flipped, the checksum wrong.
    { address: '198.51.100.5', delay: 5, respond: ({ reply }) => [{ icmp: flipped(reply, 40) }] },
    // Half a minute late.
    { address: '198.51.100.6', delay: 5, respond: ({ reply }) => [{ icmp: reply, delay: 30_000 }] },
    // A better gateway, then the reply.
    {
      address: '198.51.100.7',
      delay: 5,
      respond: ({ icmp, reply, from, to }) => [{ icmp: redirect(icmp, from.bytes, to.bytes) }, { icmp: reply }],
    },
    // Two of three go lost: the ones whose sequence isn't a multiple of three.
    {
      address: '198.51.100.8',
      delay: 5,
      respond: ({ reply }) => (reply[7]! % 3 === 0 ? [{ icmp: reply }] : []),
    },
    // Twice at the same time.
    { address: '198.51.100.9', delay: 5, respond: ({ reply }) => [{ icmp: reply }, { icmp: reply }] },
    { address: '192.0.2.255', delay: 5, respond: ({ reply }) => [{ icmp: reply }, { icmp: reply, delay: 1 }] },
    { address: '224.0.0.251', delay: 5, respond: ({ reply }) => [{ icmp: reply }, { icmp: reply, delay: 1 }] },
    { address: '2001:db8::1:1', via: ['2001:db8::fe'], delay: 3 },
    { address: '2001:db8::1:2', via: ['2001:db8::fe'], unreachable: { code: 0 } },
    { address: '2001:db8::1:3', via: ['2001:db8::fd'] },
  ],
})

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const other = bytes.slice()
  other[at]! ^= 0xff
  return other
}

/** ICMPv4 type 5, code 1, gateway 192.0.2.99, with the request's IP header and first 8 bytes (RFC 792). */
function redirect(request: Uint8Array, source: Uint8Array, destination: Uint8Array): Uint8Array {
  const header = [0x45, 0, 0, 84, 0, 0, 0, 0, 64, 1, 0, 0, ...source, ...destination]
  const message = Uint8Array.from([5, 1, 0, 0, 192, 0, 2, 99, ...header, ...request.subarray(0, 8)])
  let sum = 0
  for (let i = 0; i < message.length; i += 2) sum += message[i]! * 256 + message[i + 1]!
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  message.set([(~sum >> 8) & 0xff, ~sum & 0xff], 2)
  return message
}

const NAMES: Record<string, { 4?: string; 6?: string }> = {
  'four.example': { 4: '198.51.100.1' },
  'both.example': { 4: '198.51.100.1', 6: '2001:db8::1:1' },
}

function scripted(endings: readonly object[]): Pinger['stream'] {
  return async function* (address, { family, size, onSend, onAnswer } = {}) {
    for (const [index, ending] of endings.entries()) {
      const sequence = index + 1
      onSend?.(sequence, 0)
      const asked = { target: address, address, family, sequence, size, transport: 'scripted' }
      const answer = { ...asked, ...ending } as PingAnswer
      onAnswer?.(answer)
      yield answer
    }
  }
}

/** Without a stream of Node's, which takes turns that the virtual clock knows nothing of. */
async function* asTheyCome(parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts
}

export interface Told {
  status: number
  stdout: string
  stderr: string
  /** Milliseconds that it took. */
  took: number
}

export interface Twist {
  /** When to press Ctrl-C, and when to ask for the status, in milliseconds. */
  interruptAt?: number
  statusAt?: number
  uid?: number
  /** Columns of the terminal that standard output is. */
  columns?: number
  /** Why no pinger can be made. */
  refusal?: IcmpError
  /** Endings in place of the network's, one a request. */
  endings?: readonly object[]
  transports?: TransportStatus[]
  names?: Record<string, string>
  /** What a file, or standard input, holds. */
  input?: Uint8Array
  /** Where the live view is shown. */
  terminal?: Terminal
  /** Where progress is shown. */
  line?: StatusLine
  /** A resolver that never answers. */
  mute?: boolean
}

/** Runs the program with these arguments to its end. */
export async function told(argv: readonly string[], twist: Twist = {}): Promise<Told> {
  const clock = new VirtualClock()
  let stdout = ''
  let stderr = ''
  const environment: Environment = {
    load: { decode: async () => ({ decode }), doctor: async () => ({ doctor }) },
    stdout: {
      write: (text) => {
        stdout += text
      },
    },
    stderr: {
      write: (text) => {
        stderr += text
      },
    },
    color: false,
    columns: () => twist.columns,
    clock: {
      now: () => clock.now(),
      wallClock: () => START + clock.now(),
      after: (milliseconds, call) => {
        const timer = clock.setTimer(milliseconds, call)
        return () => timer.cancel()
      },
    },
    signals: {
      listen: ({ interrupt, status }) => {
        if (twist.interruptAt !== undefined) clock.setTimer(twist.interruptAt, interrupt)
        if (twist.statusAt !== undefined) clock.setTimer(twist.statusAt, status)
        return () => {}
      },
    },
    uid: twist.uid ?? 0,
    createPinger: async (options) => {
      if (twist.refusal !== undefined) throw twist.refusal
      const pinger = await createPinger({ ...options, transport: memoryTransport(WORLD, { clock }) })
      if (twist.endings !== undefined) pinger.stream = scripted(twist.endings)
      const resolve = pinger.resolve.bind(pinger)
      pinger.resolve = async (target, { family } = {}) => {
        if (/^[\d.:a-f]+$/.test(target)) return resolve(target, { family })
        const found = NAMES[target]
        if (family !== 6 && found?.[4] !== undefined) return { address: found[4], family: 4 }
        if (family !== 4 && found?.[6] !== undefined) return { address: found[6], family: 6 }
        throw new IcmpError('ICMP_HOST_NOT_FOUND', `There is no host '${target}'.`)
      }
      return pinger
    },
    availableTransports: async () => twist.transports ?? [],
    nameOf: async (address) => (twist.mute === true ? new Promise(() => {}) : twist.names?.[address]),
    route: async ({ address, family, source, broadcast }) => {
      const toMany = address === '192.0.2.255'
      if (toMany && !broadcast) throw new IcmpError('ICMP_INVALID_TARGET', 'Do you want to ping broadcast? Then -b.')
      return { source: source ?? (family === 4 ? '192.0.2.1' : '2001:db8::1'), broadcast: toMany }
    },
    read: async () => {
      if (twist.input === undefined) throw new IcmpError('ICMP_INVALID_OPTION', 'there is no such file.')
      return twist.input
    },
    parts: (file) => {
      if (twist.input === undefined) throw new IcmpError('ICMP_INVALID_OPTION', 'there is no such file.')
      // In small parts, so that lines and characters are cut anywhere.
      const parts = Array.from({ length: Math.ceil(twist.input.length / 3) }, (_, n) =>
        twist.input!.slice(n * 3, n * 3 + 3),
      )
      return file === undefined ? asTheyCome(parts) : parts
    },
    terminal: () => twist.terminal,
    statusLine: async () => twist.line,
    addressesOf: (device, family) => (device !== 'eth0' ? [] : family === 4 ? ['192.0.2.1'] : ['2001:db8::1']),
  }
  const status = await clock.run(main(argv, environment))
  return { status, stdout, stderr, took: clock.now() }
}
