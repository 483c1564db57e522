import { createSocket } from 'node:dgram'
import { lookupService } from 'node:dns/promises'
import { isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import { type Family, IcmpError, systemError } from '@icmp/core'
import { availableTransports, createPinger } from '@icmp/ping'
import pc from 'picocolors'
import { isLinkLocal } from './destination.js'
import type { Clock, Environment, Route, RouteQuery, Signals } from './environment.js'
import { parts, read } from './files.js'
import { BufferedOutput, beside } from './output.js'
import { statusLineBelow } from './status-line.js'
import { systemSentence } from './text/local-error.js'

/** Timers of Node hold a signed 32-bit number of milliseconds. */
const LONGEST = 0x7fff_ffff
/** Any port will do, since nothing is sent: the one that iputils takes. */
const PORT = 1025

const stdout = new BufferedOutput(process.stdout)
// A process that is made to end has said all the same what it had to say.
process.on('exit', () => stdout.flush())

/** This machine. */
export const system: Environment = {
  load: { decode: () => import('./decode/decode.js'), doctor: () => import('./doctor.js') },
  stdout,
  stderr: beside(stdout, process.stderr),
  color: pc.isColorSupported,
  columns: () => (process.stdout.isTTY ? process.stdout.columns : undefined),
  clock: {
    now: () => performance.now(),
    wallClock: () => performance.timeOrigin + performance.now(),
    after,
  } satisfies Clock,
  signals: { listen } satisfies Signals,
  uid: process.getuid?.(),
  createPinger,
  availableTransports,
  nameOf,
  route,
  read,
  parts,
  terminal: () => (process.stdin.isTTY && process.stdout.isTTY ? process : undefined),
  statusLine: () => statusLineBelow(stdout),
  addressesOf,
}

/** Longer waits than one timer can hold are made of several. */
function after(milliseconds: number, call: () => void): () => void {
  let timer: NodeJS.Timeout
  const wait = (rest: number): void => {
    const turn = Math.min(rest, LONGEST)
    timer = setTimeout(() => (rest > turn ? wait(rest - turn) : call()), turn)
  }
  wait(milliseconds)
  return () => clearTimeout(timer)
}

function listen({ interrupt, status }: { interrupt: () => void; status: () => void }): () => void {
  const signals = [
    ['SIGINT', interrupt],
    ['SIGQUIT', status],
  ] as const
  for (const [signal, handler] of signals) process.on(signal, handler)
  return () => {
    for (const [signal, handler] of signals) process.off(signal, handler)
  }
}

async function nameOf(address: string): Promise<string | undefined> {
  try {
    return (await lookupService(address, 0)).hostname
  } catch {
    return undefined
  }
}

/** A datagram socket that is connected asks for the route and sends nothing: how iputils finds its source address too. */
async function route({ address, family, source, device, broadcast }: RouteQuery): Promise<Route> {
  const socket = createSocket(family === 4 ? 'udp4' : 'udp6')
  const connect = (): Promise<void> => step((done) => socket.connect(PORT, address, done as () => void), socket)
  let toMany = false
  try {
    if (source !== undefined) await step((done) => socket.bind(0, source, done), socket)
    await connect().catch((error: NodeJS.ErrnoException) => {
      // What Linux says of a broadcast address, as long as the socket is none for it.
      if (error.code !== 'EACCES' || !broadcast) throw error
      toMany = true
      socket.setBroadcast(true)
      return connect()
    })
    return { source: socket.address().address, broadcast: toMany }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (device !== undefined && code !== 'EACCES') return { broadcast: toMany }
    throw routeError(error as NodeJS.ErrnoException, address, source)
  } finally {
    socket.close()
  }
}

function step(start: (done: (error?: Error) => void) => void, socket: ReturnType<typeof createSocket>): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    start((error) => {
      socket.off('error', reject)
      if (error) reject(error)
      else resolve()
    })
  })
}

function routeError(error: NodeJS.ErrnoException, address: string, source: string | undefined): IcmpError {
  const code = error.code ?? 'unknown error'
  const options = { cause: error, errno: error.errno === undefined ? undefined : -error.errno, syscall: error.syscall }
  if (error.syscall === 'bind') {
    const message = `bind: ${systemSentence(code)}: ${source} is no address of this host, give -I one that is.`
    return new IcmpError('ICMP_ADDRESS_NOT_AVAILABLE', message, options)
  }
  if (code === 'EACCES') {
    const message = `Do you want to ping broadcast? Then -b. If not, check your local firewall rules for ${address}.`
    return new IcmpError('ICMP_INVALID_TARGET', message, options)
  }
  if (code === 'EINVAL' && isLinkLocal(address)) {
    const message = `${address} is link-local, each network has its own: name the interface, as ${address}%eth0.`
    return new IcmpError('ICMP_INVALID_TARGET', message, options)
  }
  if (code === 'ENETUNREACH' || code === 'EHOSTUNREACH') {
    const message = `connect: ${systemSentence(code)}: this host has no route to ${address}, check its network.`
    return new IcmpError('ICMP_SYSTEM', message, options)
  }
  return systemError(error, `find a route to ${address}`)
}

function addressesOf(device: string, family: Family): string[] {
  const found = networkInterfaces()[device] ?? []
  return found.map(({ address }) => address).filter((address) => isIPv6(address) === (family === 6))
}
