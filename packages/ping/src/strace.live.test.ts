import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { type NativeSocket, openSocket } from '@icmp/native'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createNamespace, type Namespace, noNamespaces } from './testing/namespace.js'
import { CLI, run } from './testing/run.js'

const why = noNamespaces() ?? noTrace()

function noTrace(): string | undefined {
  try {
    execFileSync('strace', ['-V'], { stdio: 'ignore' })
  } catch {
    return 'the program strace is needed'
  }
  return existsSync(CLI) ? undefined : 'icmp-ping is not built'
}

/** The calls on the socket that carried the ping, in their order, as strace prints them. */
function callsOf(trace: string, opening: RegExp): string[] {
  const calls = trace.split('\n').map((line) => line.replace(/^\d+ +/, ''))
  // Sockets before it were only tried, to see what works here.
  const send = calls.findIndex((call) => call.startsWith('sendmmsg('))
  const start = calls.slice(0, send).reduce((last, call, n) => (opening.test(call) ? n : last), -1)
  const descriptor = calls[start]?.match(/= (\d+)$/)?.[1]
  const own = new RegExp(`^\\w+\\(${descriptor},`)
  return calls.slice(start).filter((call, n) => n === 0 || own.test(call))
}

const options = (calls: readonly string[]): string[] => calls.filter((call) => call.startsWith('setsockopt('))

describe.skipIf(why)(`the system calls of one ping${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  let namespace: Namespace
  /** Keeps the kernel's receive stamps switched on: they come a moment after the machine's first socket that asks for them. */
  let stamped: NativeSocket
  beforeAll(() => {
    const nothing = (): void => {}
    const handler = { sent: nothing, sendFailed: nothing, packet: nothing, error: nothing, writable: nothing }
    stamped = openSocket({ kind: 'raw', family: 4, accept: [] }, { ...handler, drained: nothing, closed: nothing })
    namespace = createNamespace()
    namespace.sysctl('net.ipv4.ping_group_range', '0 2147483647')
  })
  afterAll(() => {
    stamped.close()
    namespace.remove()
  })

  async function traced(transport: 'raw' | 'dgram', host: string, opening: RegExp): Promise<string[]> {
    const ping = [process.execPath, CLI, '--transport', transport, '-n', '-q', '-c', '1', host]
    const strace = ['strace', '-f', '-s', '96', '-e', 'trace=network', '-o', '|cat >&2', ...ping]
    const { stdout, stderr } = await run(namespace.inside(strace))
    expect(stdout).toContain('1 packets transmitted, 1 received')
    const calls = callsOf(stderr, opening)
    expect(calls[0]).toMatch(opening)
    return calls
  }

  /** One send, one receive with its control message, one read of the transmit stamp. */
  function expectOneExchange(calls: readonly string[], packet: string): void {
    const after = calls.slice(calls.findIndex((call) => call.startsWith('sendmmsg(')))
    const done = after.filter((call) => /^(sendmmsg|recvmmsg)\(/.test(call) && !call.includes('= -1 EAGAIN'))
    expect(done).toHaveLength(3)
    const [send, receive, stamp] = done
    expect(send).toContain(`iov_base="${packet}`)
    expect(send).toMatch(/iov_len=64\}.*msg_len=64\}\], 1, MSG_DONTWAIT/)
    expect(receive).toMatch(/cmsg_type=SO_TIMESTAMPING.*= 1$/)
    expect(receive).not.toContain('MSG_ERRQUEUE')
    // 0x19 is IPV6_RECVERR, which strace prints as a number.
    expect(stamp).toMatch(/cmsg_type=SO_TIMESTAMPING.*cmsg_type=(IP_RECVERR|0x19)\b.*MSG_ERRQUEUE.*= 1$/)
  }

  const BOTH = [/SO_TIMESTAMPING\w*, \[2202\]/, /SO_RCVBUF, \[524288\]/, /SO_SNDBUF, \[131072\]/]

  it.each([
    ['127.0.0.1', 'AF_INET', 'IPPROTO_ICMP', String.raw`\10\0`, [/ICMP_FILTER, ~\[ICMP_ECHOREPLY ICMP_DEST_UNREACH /]],
    ['::1', 'AF_INET6', 'IPPROTO_ICMPV6', String.raw`\200\0`, [/SOL_ICMPV6, 1, /]],
  ] as const)(
    'raw to %s: filters, stamps, buffers; one send, one receive, one stamp',
    async (host, family, protocol, packet, filter) => {
      const opening = new RegExp(`^socket\\(${family}, SOCK_RAW\\|SOCK_CLOEXEC\\|SOCK_NONBLOCK, ${protocol}\\)`)
      const calls = await traced('raw', host, opening)
      for (const option of [/SO_ATTACH_FILTER/, ...filter, ...BOTH]) {
        expect(options(calls).filter((call) => option.test(call))).toHaveLength(1)
      }
      // The error queue lies outside the filter: on raw it is for transmit stamps alone.
      expect(options(calls).filter((call) => call.includes('RECVERR'))).toEqual([])
      expect(calls.filter((call) => /SO_(SND|RCV)TIMEO/.test(call))).toEqual([])
      expectOneExchange(calls, packet)
    },
  )

  it.each([
    ['127.0.0.1', 'AF_INET', 'IPPROTO_ICMP', String.raw`\10\0`, /SOL_IP, IP_RECVERR, \[1\]/],
    ['::1', 'AF_INET6', 'IPPROTO_ICMPV6', String.raw`\200\0`, /SOL_IPV6, IPV6_RECVERR, \[1\]/],
  ] as const)(
    'dgram to %s: a bound identifier, the error queue; one send, one receive, one stamp',
    async (host, family, protocol, packet, errors) => {
      const opening = new RegExp(`^socket\\(${family}, SOCK_DGRAM\\|SOCK_CLOEXEC\\|SOCK_NONBLOCK, ${protocol}\\)`)
      const calls = await traced('dgram', host, opening)
      for (const option of [errors, ...BOTH]) {
        expect(options(calls).filter((call) => option.test(call))).toHaveLength(1)
      }
      expect(calls.filter((call) => call.startsWith('bind('))).toHaveLength(1)
      // With SO_REUSEADDR a neighbour could bind the same identifier and take the replies.
      expect(calls.filter((call) => call.includes('SO_REUSEADDR'))).toEqual([])
      expectOneExchange(calls, packet)
    },
  )
})
